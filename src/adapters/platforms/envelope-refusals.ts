import * as errors from '../../domain/errors.ts'
import type { PlatformFacts } from '../../ports/platform.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import { Field } from '../answers/field.ts'
import { jsonOf } from './beatpass-answers.ts'
import { serverWords } from './server-words.ts'

/** Where the refusal came from, for its hints, and what must not be told of it. */
interface Place {
  facts: PlatformFacts
  apiUrl: string
  redact(text: string): string
}

/** What an answer other than 2xx means on platforms that say `{error: {code, message, fields?}}`. Their words are cut and made printable. */
export function envelopeRefusal(response: HttpResponse, place: Place): errors.BeatpassError {
  const { status } = response
  if (status >= 300 && status < 400) {
    return new errors.Forbidden(`the platform redirected instead of answering (${status})`, {
      hint: `is ${place.apiUrl} the right API address`,
    })
  }
  if (status >= 500)
    return new errors.PlatformUnavailable(`the platform answered ${status}: it is not working now`)
  try {
    const answer = response.body === '' ? new Field({}) : jsonOf(response)
    const words = wordsOf(answer, place.redact)
    if (/LIMIT/.test(String(answer.at('error').at('code').value)) && status === 422)
      return atLimit(words, place)
    return refusals(status, words, place)
  } catch (error) {
    if (error instanceof errors.BeatpassError) return error
    throw error
  }
}

/** Codes are ours. */
function atLimit(words: string, { facts, apiUrl }: Place): errors.LimitReached {
  return new errors.LimitReached(`a limit of the platform is reached${words ? `: ${words}` : ''}`, {
    hint: `revoke a token that is no longer used, here or at ${facts.page('revoke', apiUrl)}`,
  })
}

function refusals(status: number, words: string, { facts, apiUrl }: Place): errors.BeatpassError {
  const reason = words ? `: ${words}` : ''
  switch (status) {
    case 401:
      return new errors.CredentialRejected('the platform rejects the credential (401)', {
        hint: 'it is wrong, has ended or was revoked',
      })
    case 403:
      return new errors.Forbidden(`the platform forbids this (403)${reason}`, {
        hint: `see ${facts.page('list', apiUrl)}`,
      })
    case 404:
    case 405:
      return new errors.NotSupported(`the platform does not know this call (${status})`, {
        hint: `is ${apiUrl} the right API address`,
      })
    case 400:
    case 422:
      return new errors.InputRefused(`the platform refuses the request${reason}`)
    default:
      return new errors.Forbidden(`the platform refuses this (${status})${reason}`)
  }
}

/** The first complaint about a field, else the message; empty where there is none. */
function wordsOf(answer: Field, redact: Place['redact']): string {
  const error = answer.at('error')
  const fields = error.at('fields')
  const [named] = fields.isObject ? Object.keys(fields.value as object) : []
  const complaint = named === undefined ? undefined : firstText(fields.at(named).value)
  if (named !== undefined && complaint !== undefined)
    return `${serverWords(redact(named))}: ${serverWords(redact(complaint))}`
  const { value } = error.at('message')
  return typeof value === 'string' ? serverWords(redact(value)) : ''
}

function firstText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
