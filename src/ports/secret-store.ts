import type { Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'

/** The two parts of a keychain entry: `beatpass` + `<profile>/<label>`, or `beatpass-session` + `<profile>`, for a refresh token `<profile>/refresh`. */
export interface Entry {
  service: 'beatpass' | 'beatpass-session'
  account: string
}

/**
 * Where secrets rest between runs. Every adapter passes test/contracts/secret-store.ts.
 * Every method throws `StoreUnavailable` (its `failure` says how) when the store itself fails.
 */
export interface SecretStore {
  /** As chosen with `--store`: `age`, `vault:kv/beatpass`. */
  readonly name: string
  /** Where secrets rest, in words for the user: "macOS Keychain", "age file ~/.local/state/…". */
  readonly location: string
  /**
   * Which one it is, in words that no other shares: "vault:kv/beatpass on https://vault.example". The same choice leads to
   * another one under other settings. Safe to print. Throws as the rest, or `InvalidInput`; left out where nobody can tell.
   */
  home?(): Promise<string>
  /** What leads to it as well and its home does not tell: `the AWS account`. What is not found may be in another one then. */
  readonly besides?: string
  /** Whether `write` would be accepted now; leaves nothing stored. Throws when it would not. */
  probe(): Promise<void>
  /** The stored secret, or `undefined` when none is stored. Throws only when the store itself fails. */
  read(entry: Entry): Promise<Secret | undefined>
  /** Stores the secret, replacing any earlier one, and returns only once it reads back the same. */
  write(entry: Entry, secret: Secret): Promise<void>
  /**
   * The same, but only while the entry holds `before`; `false`, changing nothing, where it holds something else by now. Left out
   * where a store cannot compare and write in one.
   */
  writeOver?(entry: Entry, secret: Secret, before: Secret | undefined): Promise<boolean>
  /** Removes the secret. Removing an absent one is not an error. */
  remove(entry: Entry): Promise<void>
}

/** Which secret store holds the session of a profile: not always the one of this run, which may be another one (`--store`). */
export interface SessionStores {
  /** The one that the profile was signed in with; without a session, the one of this run. The same store is the same object. */
  of(profile: Profile): SecretStore
}
