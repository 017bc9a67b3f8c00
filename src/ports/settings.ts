import type { Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { StoreChoice } from '../domain/store-choice.ts'

/** What flags, environment and settings file come to for this run; resolved once, at the edge. */
export interface Settings {
  /** The profile in use: its name always, the rest as stored or as the flags of this run make it. Replaced when saved. */
  profile: Profile
  /**
   * The secret store of this run: the one that was asked for, else the profile's; `undefined` is the default. A session that
   * is stored rests where its profile says all the same, see `SessionStores`.
   */
  store: StoreChoice | undefined
  /** `--accept-undocumented-api`: the user agrees to calls that the operator does not document. */
  consentGiven: boolean
  /** `BEATPASS_TOKEN`; wins over a stored session. */
  environmentToken: Secret | undefined
  /** This machine's name, for the name of a session token. */
  hostName: string
}
