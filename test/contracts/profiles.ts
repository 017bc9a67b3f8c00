import { describe, expect, test } from 'vitest'
import { BeatpassError } from '../../src/domain/errors.ts'
import type { Profile } from '../../src/domain/profile.ts'
import { parseStoreChoice } from '../../src/domain/store-choice.ts'
import type { Profiles } from '../../src/ports/profiles.ts'

/** A profile with every setting. */
export function aProfile(facts: Partial<Profile> = {}): Profile {
  return {
    name: 'default',
    platform: 'beatpass',
    apiUrl: 'https://open.beatpass.ca/api/v1',
    company: '1001',
    environment: 'sandbox',
    store: parseStoreChoice('vault:kv/team/beatpass'),
    keychainEngine: 'keytar',
    account: { id: '5', name: 'Zoë', email: null },
    session: {
      id: '17',
      name: 'beatpass cli on host x',
      createdAt: new Date(1_770_000_000_000),
      pasted: false,
      grant: { clientId: 'beatpass-cli', expiresAt: new Date(1_770_000_002_000), renews: true },
    },
    undocumentedApiAccepted: new Date(1_770_000_001_234),
    ...facts,
  }
}

export const bareProfile: Profile = {
  name: 'work',
  platform: 'beatpass',
  apiUrl: 'http://127.0.0.1:4000/api/v1',
}

/** What every keeper of profiles promises (src/ports/profiles.ts). `make` gives a fresh and empty one. */
export function profilesContract(
  name: string,
  make: () => Promise<{ profiles: Profiles; breakWrites(): Promise<void> }>,
): void {
  describe(`${name} keeps the contract of profiles`, () => {
    test('knows nothing at first, not even under odd names', async () => {
      const { profiles } = await make()
      for (const odd of ['default', 'constructor', 'toString'])
        expect(await profiles.read(odd)).toBeUndefined()
    })

    test('gives back what was written, every setting', async () => {
      const { profiles } = await make()
      const signedOut = aProfile({
        name: 'constructor',
        session: { id: null, name: 'x', createdAt: null, pasted: true },
      })
      for (const profile of [aProfile(), bareProfile, signedOut]) await profiles.write(profile)
      expect(await profiles.read('default')).toEqual(aProfile())
      expect(await profiles.read('work')).toEqual(bareProfile)
      expect(await profiles.read('constructor')).toEqual(signedOut)
    })

    test('a setting that is left out is gone', async () => {
      const { profiles } = await make()
      await profiles.write(aProfile())
      await profiles.write({ ...bareProfile, name: 'default' })
      expect(await profiles.read('default')).toEqual({ ...bareProfile, name: 'default' })
    })

    test('many written at once are all kept', async () => {
      const { profiles } = await make()
      const all = Array.from({ length: 10 }, (_, n) => aProfile({ name: `p${n}` }))
      await Promise.all(all.map(profile => profiles.write(profile)))
      for (const profile of all) expect(await profiles.read(profile.name)).toEqual(profile)
    })

    test('says in plain words that it cannot write, and still reads', async () => {
      const { profiles, breakWrites } = await make()
      await profiles.write(aProfile())
      await breakWrites()
      const error = await profiles.write(bareProfile).catch((reason: unknown) => reason)
      expect(error instanceof BeatpassError && error.hint).toBeTruthy()
      expect(await profiles.read('default')).toEqual(aProfile())
      expect(await profiles.read('work')).toBeUndefined()
    })
  })
}
