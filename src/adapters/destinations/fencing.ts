import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { DestinationConflict } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Observation, WriteOptions } from '../../ports/destination.ts'

/** What a write is about to do: to which place (`to`), what it holds now, what it was seen to hold. */
export interface Attempt {
  to: string
  current: Secret | undefined
  observed: Observation
  secret: Secret
  options?: WriteOptions | undefined
}

/**
 * The two rules that only together keep a late or rival run from undoing a newer one (rotation.md): the place must hold what
 * was observed, and nothing with a larger id. Throws `DestinationConflict`; `unneeded` when it holds the secret already.
 */
export function fence(attempt: Attempt): 'write' | 'unneeded' {
  const { to, current, observed, secret, options } = attempt
  if (current?.equals(secret)) return 'unneeded'
  if (!options?.restore) refuseOlder(to, current, secret)
  if (!same(current, observed.secret)) {
    throw changedMeanwhile(to)
  }
  return 'write'
}

/** Throws `DestinationConflict` when the place holds a token with a larger id than the secret's: it is newer. */
export function refuseOlder(to: string, held: Secret | undefined, secret: Secret): void {
  const [there, ours] = [held?.tokenId, secret.tokenId]
  if (there === undefined || ours === undefined || BigInt(there) <= BigInt(ours)) return
  throw new DestinationConflict(`${to} holds token ${there}, newer than ${ours}, and was left as it is`, {
    hint: 'if that token is of another account, remove it there first',
    failure: 'mismatch',
  })
}

function same(one: Secret | undefined, other: Secret | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other)
}
