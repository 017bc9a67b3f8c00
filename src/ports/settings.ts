import type { Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'

/** What flags, environment and settings file come to for this run; resolved once, at the edge. */
export interface Settings {
  /** The profile in use: its name always, the rest as stored or as the flags of this run make it. Replaced when saved. */
  profile: Profile
  /** `--accept-undocumented-api`: the user agrees to calls that the operator does not document. */
  consentGiven: boolean
  /** `BEATPASS_TOKEN`; wins over a stored session. */
  environmentToken: Secret | undefined
  /** This machine's name, for the name of a session token. */
  hostName: string
}
