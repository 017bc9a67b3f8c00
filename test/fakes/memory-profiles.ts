import { StoreUnavailable } from '../../src/domain/errors.ts'
import type { Profile } from '../../src/domain/profile.ts'
import type { Profiles } from '../../src/ports/profiles.ts'

/** Profiles that forget. With `failing` every write fails, as in a read-only home. */
export class MemoryProfiles implements Profiles {
  readonly held = new Map<string, Profile>()
  readonly calls = { read: 0, write: 0 }
  failing = false

  constructor(...profiles: Profile[]) {
    for (const profile of profiles) this.held.set(profile.name, structuredClone(profile))
  }

  async read(name: string): Promise<Profile | undefined> {
    this.calls.read++
    return structuredClone(this.held.get(name))
  }

  async write(profile: Profile): Promise<void> {
    this.calls.write++
    if (this.failing)
      throw new StoreUnavailable('the settings cannot be written', { hint: 'make them writable' })
    this.held.set(profile.name, structuredClone(profile))
  }
}
