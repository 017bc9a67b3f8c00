import type { Profile } from '../domain/profile.ts'
import type { Ports } from '../ports/ports.ts'

/** Stores the profile in use with some settings changed; the rest of this run sees the change. `undefined` clears one. */
export async function saveProfile(
  changes: { [Key in keyof Profile]?: Profile[Key] | undefined },
  { settings, profiles }: Pick<Ports, 'settings' | 'profiles'>,
): Promise<void> {
  const kept = Object.entries({ ...settings.profile, ...changes }).filter(([, value]) => value !== undefined)
  const profile = Object.fromEntries(kept) as unknown as Profile
  await profiles.write(profile)
  settings.profile = profile
}
