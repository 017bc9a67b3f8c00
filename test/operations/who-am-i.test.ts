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

  // Regressed: it told the account of the session, which BEATPASS_TOKEN takes the place of.
  test('offline by the environment is not known, unless it is the session itself', async () => {
    const world = worldSignedIn()
    const session = world.secretStore.entries.get('beatpass-session/default')
    world.settings.environmentToken = world.platform.plant('ci').secret
    const result = await whoAmI(offline, world)
    expect(result).toMatchObject({ account: null, credential: { kind: 'environment' }, session: { id: '1' } })
    world.settings.environmentToken = session
    expect((await whoAmI(offline, world)).account).toMatchObject({ name: 'Dev' })
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

describe('what only some platforms have', () => {
  test('is left out elsewhere', async () => {
    const world = worldSignedIn()
    const result = await whoAmI(offline, world)
    expect(Object.keys(result)).not.toContain('tenancy')
    expect(Object.keys(result)).not.toContain('environment')
    expect(Object.keys(result)).not.toContain('permissions')
  })

  test.each([
    [{ company: '1001' }, { company: '1001' }],
    [{ reseller: '7' }, { reseller: '7' }],
  ])('on whose behalf it acts: %o', async (tenancy, shown) => {
    const world = newWorld()
    world.settings.profile = { ...world.settings.profile, ...tenancy }
    expect((await whoAmI(offline, world)).tenancy).toEqual(shown)
  })

  test('what its tokens are for, and what they may do', async () => {
    const world = newWorld()
    world.settings.profile = { ...world.settings.profile, environment: 'sandbox' }
    world.platform.facts = { ...world.platform.facts, permissions: 'it may do as its user may' }
    expect(await whoAmI(offline, world)).toMatchObject({
      environment: 'sandbox',
      permissions: 'it may do as its user may',
    })
  })
})

describe('the session', () => {
  const ends = new Date('2026-03-01T13:00:00Z')

  test.each([
    [true, null],
    [false, ends],
  ])('that was granted and renews (%s) ends at %s', async (renews, expiresAt) => {
    const world = worldSignedIn()
    const grant = { clientId: 'client', expiresAt: ends, renews }
    const session = { id: null, name: 'by sign-in', createdAt: null, pasted: false, grant }
    world.settings.profile = { ...world.settings.profile, session }
    expect((await whoAmI(offline, world)).session).toEqual({ id: null, name: 'by sign-in', expiresAt })
  })

  test('ends as the list says, under the name that it has there', async () => {
    const world = worldSignedIn()
    const list = world.platform.listTokens.bind(world.platform)
    const expiresAt = new Date('2026-04-01T00:00:00Z')
    world.platform.listTokens = async credential => {
      const { tokens, ...rest } = await list(credential)
      return { ...rest, tokens: tokens.map(token => ({ ...token, name: 'renamed', expiresAt })) }
    }
    world.platform.facts = { ...world.platform.facts, lifetimeDays: null }
    expect((await whoAmI(asked, world)).session).toEqual({ id: '1', name: 'renamed', expiresAt })
  })

  test('whose secret has no id in it goes by the id that is remembered', async () => {
    const world = worldSignedIn()
    const list = world.platform.listTokens.bind(world.platform)
    const held = world.secretStore.entries.get('beatpass-session/default') ?? new Secret('')
    world.platform.listTokens = () => list(held)
    world.secretStore.entries.set('beatpass-session/default', new Secret('no id in it'))
    expect((await whoAmI(asked, world)).credential).toMatchObject({ kind: 'session', id: '1' })
  })
})
