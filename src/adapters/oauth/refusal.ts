import {
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { AnswerNotUnderstood, BeatpassError, Forbidden } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import { serverWords } from '../platforms/server-words.ts'
import { redaction } from '../redaction.ts'

/** The codes of OAuth errors that mean something of their own where they come up; `words` is what the server says, or ''. */
export type Meanings = Readonly<Record<string, (words: string) => BeatpassError>>

const unreadable = [OperationProcessingError, UnsupportedOperationError, TypeError]

/**
 * What went wrong between us and the authorization server, in our own words. The library's error is left behind on
 * purpose: it carries the whole answer, tokens included. `hidden` is what was sent and must not come back in a message.
 */
export function refusal(error: unknown, hidden: readonly string[], meanings: Meanings = {}): BeatpassError {
  if (error instanceof BeatpassError) return error
  if (error instanceof ResponseBodyError) {
    const words = told(error.error_description ?? '', hidden)
    const known = Object.hasOwn(meanings, error.error) ? meanings[error.error] : undefined
    return known ? known(words) : otherRefusal(error.error, words, hidden)
  }
  if (error instanceof WWWAuthenticateChallengeError) return otherRefusal('invalid_client', '', hidden)
  if (unreadable.some(kind => error instanceof kind)) {
    return new AnswerNotUnderstood("the authorization server's answer was not understood")
  }
  throw error
}

function otherRefusal(code: string, words: string, hidden: readonly string[]): Forbidden {
  const reason = words ? `: ${words}` : ''
  if (code === 'invalid_client' || code === 'unauthorized_client') {
    return new Forbidden(`the authorization server does not take this application${reason}`)
  }
  if (code === 'invalid_scope') return new Forbidden(`the authorization server refuses the scopes${reason}`)
  return new Forbidden(`the authorization server refuses: ${told(code, hidden)}${reason}`)
}

function told(text: string, hidden: readonly string[]): string {
  const secrets = hidden.filter(one => one.length >= 6).map(one => new Secret(one))
  return serverWords(redaction(...secrets)(text))
}
