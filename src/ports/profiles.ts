import type { Profile } from '../domain/profile.ts'

/** The settings file. Throws `UnsafeEnvironment` for a file that others may write, `InvalidInput` for one that is not valid. */
export interface Profiles {
  read(name: string): Promise<Profile | undefined>
  /** Stores or replaces the profile; the others stay as they are. */
  write(profile: Profile): Promise<void>
}
