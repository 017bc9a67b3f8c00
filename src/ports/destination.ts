import type { DestinationAddress } from '../domain/destination.ts'
import type { Secret } from '../domain/secret.ts'
import type { Entry } from './secret-store.ts'

/** What a destination was seen to hold. `version` is whatever a conditional write needs; `undefined` where there is none. */
export interface Observation {
  secret: Secret | undefined
  version: string | undefined
}

/** How a write may differ from a delivery. */
export interface WriteOptions {
  /** Puts a predecessor back over its successor: a larger id in place is then no conflict, a change since `observed` still is. */
  restore?: boolean
}

/**
 * Where a secret is delivered for use. Every adapter passes test/contracts/destination.ts.
 * Methods throw `DestinationUnavailable` (or its parent, `StoreUnavailable`) when the place cannot be used, `UnsafeEnvironment` when using it would be unsafe.
 */
export interface Destination {
  /** As typed, safe to print: `env:.env#BEATPASS_TOKEN`. */
  readonly to: string
  /** The address to remember it by, which means the same anywhere: `to` with an absolute path, or with the folder or server (`pinned`). */
  readonly address: string
  /** What is the same for every address of this place; left out where the address alone tells. */
  place?(): string
  /** The `place` that this one is a part of, where another destination may take all of it and leave nothing of this one. */
  whole?(): string
  /** Whether `observe` can tell what it holds. */
  readonly readsBack: boolean
  /** Whether `write` refuses when the place changed since it was observed. */
  readonly writesConditionally: boolean
  /** Whether beatpass may remember it and deliver the successor there without being told again. */
  readonly remembered: boolean
  /** Whether a write would be accepted now; changes nothing. Throws when it would not. */
  probe(): Promise<void>
  /** What it holds now; `secret` is `undefined` when it holds none or cannot be read. */
  observe(): Promise<Observation>
  /**
   * Stores the secret in place of what was observed. Throws `DestinationConflict`, changing nothing, when the place
   * changed since or holds a token with a larger id (it is newer). Storing what it already holds succeeds and changes
   * nothing. Does not read back: the caller does.
   */
  write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void>
}

/** What a kind of destination is, for people who choose one; all of it safe to print. */
export interface DestinationFacts {
  /** `vault` of `vault:MOUNT/PATH#FIELD`. */
  readonly scheme: string
  /** How it is typed: `vault:MOUNT/PATH#FIELD`. */
  readonly form: string
  /** Where the secret goes, in a few words: "a field of a secret in HashiCorp Vault or OpenBao (KV version 2)". */
  readonly about: string
  /** What has to be there: "VAULT_ADDR, and VAULT_TOKEN or ~/.vault-token", or "nothing". */
  readonly needs: string
  readonly readsBack: boolean
  readonly writesConditionally: boolean
}

/** Where destinations come from. */
export interface Destinations {
  /** Every kind there is. */
  readonly kinds: readonly DestinationFacts[]
  /** The adapter for an address; `entry` is where `store:` and `keychain:` put it. Throws `InvalidInput` on a form the scheme does not know. Touches nothing. */
  open(address: DestinationAddress, entry: Entry): Destination
}
