import { BeatpassError, InvalidInput, NotSupported, TokenAmbiguous } from '../domain/errors.ts'
import { labelLength, nonceOf } from '../domain/label.ts'
import { redactTokens } from '../domain/redact-tokens.ts'
import { References } from '../domain/reference.ts'
import { hasEnded } from '../domain/status.ts'
import type { Token } from '../domain/token.ts'
import type { KnownTokens } from './known-tokens.ts'
import { notBegun, type Rotation } from './rotation.ts'

/** A label that is to be rotated, by the token that the user's reference means. */
export interface RotationTarget {
  token: Token
  /** Whether the token is the credential of this run: it is rotated after the others, which need it alive. */
  isCredential: boolean
}

/** What references mean, in the order in which they were typed: each label once, or why there is nothing to rotate. */
export function rotationTargets(
  references: readonly string[],
  { tokens, credential }: KnownTokens,
): (RotationTarget | Rotation)[] {
  const targets: (RotationTarget | Rotation)[] = []
  const labels = new Set<string>()
  const known = new References(tokens)
  for (const reference of new Set(references)) {
    try {
      const token = known.resolve(reference)
      refuseUnfit(token)
      refuseTwins(token, known)
      if (labels.has(token.label)) continue
      labels.add(token.label)
      targets.push({ token, isCredential: token.id === credential.secret.tokenId })
    } catch (error) {
      if (!(error instanceof BeatpassError)) throw error
      targets.push(failed(reference, error))
    }
  }
  return targets
}

function refuseUnfit(token: Token): void {
  if (token.storedIn.includes('session')) {
    throw new NotSupported(`token ${token.id} is the session of this profile`, {
      hint: 'beatpass login makes a new one',
    })
  }
  const length = [...token.label].length
  if (length >= labelLength.min && length <= labelLength.max) return
  throw new InvalidInput(`token ${token.id} cannot be rotated: its name has ${length} characters`, {
    hint: `a successor's tag leaves ${labelLength.min} to ${labelLength.max}: create one with another name`,
  })
}

/** Two untagged tokens of one name: once one is succeeded, the other would pass for its predecessor and be revoked. */
function refuseTwins(token: Token, known: References): void {
  const twins = known.labelled(token.label).filter(one => nonceOf(one.name) === undefined && !hasEnded(one))
  if (twins.length < 2) return
  const ids = twins.map(({ id }) => id).join(', ')
  throw new TokenAmbiguous(`${twins.length} tokens are named '${token.label}': ${ids}`, {
    hint: 'revoke the others by their ids first: a rotation tells tokens apart by their names',
  })
}

/** A rotation that did not begin. */
export function failed(label: string, error: BeatpassError): Rotation {
  return { ...notBegun(redactTokens(label), 'failed'), error }
}
