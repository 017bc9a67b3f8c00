import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { whoAmI } from '../../src/operations/who-am-i.ts'
import { account, failureOf, newWorld, worldInCi, worldSignedIn } from './world.ts'

const asked = { offline: false }
const offline = { offline: true }

describe('who am I', () => {
  test('by the session: account, credential, store, and when it ends', async () => {
    const world = worldSignedIn()
    expect(await whoAmI(asked, world)).toEqual({
      profile: 'default',
      platform: 'beatpass',
      apiUrl: world.platform.apiUrl,
      account: { id: '1', name: 'Dev', email: account.email },
      credential: { kind: 'session', source: "profile 'default'", id: '1' },
      secretStore: { name: 'keychain', location: 'memory' },
      session: {
        id: '1',
        name: 'beatpass cli on laptop zzzzzzzzzz',
        expiresAt: new Date('2026-05-30T12:00:00Z'),
      },
      now: world.clock.now(),
    })
  })

  test('by the environment, which says nothing of a session', async () => {
    const result = await whoAmI(asked, worldInCi())
    expect(result).toMatchObject({
      credential: { kind: 'environment', source: 'BEATPASS_TOKEN', id: '1' },
      session: null,
    })
  })

  test('offline tells what is remembered: no request, no secret read', async () => {
    const world = worldSignedIn()
    const result = await whoAmI(offline, world)
    expect(result).toMatchObject({ account: { name: 'Dev' }, credential: { id: '1' }, session: { id: '1' } })
    expect(world.platform.calls).toEqual([])
    expect(world.secretStore.calls.read).toBe(0)
  })

  test('offline and signed out is nobody', async () => {
    expect(await whoAmI(offline, newWorld())).toMatchObject({
      account: null,
      credential: null,
      session: null,
    })
  })

  test('offline with a credential that has no id', async () => {
    const world = newWorld()
    world.settings.environmentToken = new Secret('no id')
    expect(await whoAmI(offline, world)).toMatchObject({ credential: { kind: 'environment', id: null } })
  })

  test('a session that the platform does not list ends by what is remembered', async () => {
    const world = worldSignedIn()
    world.platform.faults.set('stale-list')
    world.platform.faults.set('no-date')
    expect((await whoAmI(asked, world)).session).toMatchObject({
      expiresAt: new Date('2026-05-30T12:00:00Z'),
    })
  })

  test('signed out is an error when asked', async () => {
    expect(await failureOf(whoAmI(asked, newWorld()))).toMatchObject({ exitCode: 3 })
  })
})
