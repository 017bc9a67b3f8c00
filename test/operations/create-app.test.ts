import { describe, expect, test } from 'vitest'
import { OutcomeUnknown, PlatformUnavailable, StoreUnavailable } from '../../src/domain/errors.ts'
import { listedApps } from '../../src/operations/apps/listed-apps.ts'
import { create, kept, mobileApp, webApp, worldWithApps } from './apps-world.ts'
import { failureOf, secretOf } from './world.ts'

describe('creating an application', () => {
  test('its secret goes to the store, under its id', async () => {
    const world = worldWithApps()
    const { app, destinations } = await create(world)
    expect(app).toMatchObject({ id: 'client_1', name: 'Beat Shop', status: 'active' })
    expect(destinations).toMatchObject([{ to: 'store:', status: 'verified' }])
    expect(kept(world)).toEqual({ client_1: 'client-secret-1' })
  })

  test('a mobile one has none', async () => {
    const world = worldWithApps()
    expect(await create(world, mobileApp)).toMatchObject({ secret: undefined, destinations: [] })
    expect(kept(world)).toEqual({})
    const error = await failureOf(create(world, mobileApp, 'store:'))
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining('no secret') })
  })

  test.each([
    { ...webApp, scopes: [] },
    { ...webApp, redirectUris: [] },
    { ...webApp, scopes: ['everything'] },
    { ...webApp, name: '' },
    { ...webApp, name: 'a\u202eb' },
    { ...webApp, redirectUris: ['not an address'] },
    { ...webApp, redirectUris: ['http://127.0.0.1/cb'] },
  ])('%j is refused before anything is asked', async app => {
    const world = worldWithApps()
    expect(await failureOf(create(world, app as unknown as typeof webApp))).toMatchObject({ exitCode: 2 })
    expect(world.applications.calls).toEqual([])
  })

  test('a place that would not take it is exit 7, before anything is registered', async () => {
    const world = worldWithApps()
    world.secretStore.fail('probe')
    expect(await failureOf(create(world))).toMatchObject({ exitCode: 7 })
    expect(world.applications.calls).toEqual([])
  })

  test('a secret that reaches one of two places: exit 9, and it is kept', async () => {
    const world = worldWithApps()
    world.secretStore.fail('write', new StoreUnavailable('no space'))
    const error = await failureOf(create(world, webApp, 'place:one', 'store:'))
    expect(error).toMatchObject({
      exitCode: 9,
      retryable: false,
      message: expect.stringContaining('store: (no space)'),
    })
    expect(world.applications.calls).toEqual(['list', 'create Beat Shop'])
  })

  test('one that reaches none: exit 8, and the application is revoked', async () => {
    const world = worldWithApps()
    world.secretStore.fail('write', new StoreUnavailable('no space'))
    expect(await failureOf(create(world))).toMatchObject({ exitCode: 8 })
    const { apps } = await listedApps(world)
    expect(apps).toMatchObject([{ status: 'revoked' }])
  })

  test('and where that fails too: exit 9, and how to go on', async () => {
    const world = worldWithApps()
    world.secretStore.fail('write', new StoreUnavailable('no space'))
    world.applications.interpose = (call, act) => {
      if (call.startsWith('revoke')) throw new PlatformUnavailable('no answer')
      return act()
    }
    expect(await failureOf(create(world))).toMatchObject({
      exitCode: 9,
      retryable: false,
      hint: 'beatpass apps rotate-secret client_1',
    })
  })
})

test('another failure comes as it is, and a bug too', async () => {
  const world = worldWithApps()
  world.applications.interpose = (call, act) => {
    if (call.startsWith('create')) throw new PlatformUnavailable('no answer')
    return act()
  }
  expect(await failureOf(create(world))).toMatchObject({ exitCode: 6, message: 'no answer' })
  const other = worldWithApps()
  other.secretStore.fail('write', new StoreUnavailable('no space'))
  other.applications.interpose = (call, act) => {
    if (call.startsWith('revoke')) throw new TypeError('a bug')
    return act()
  }
  await expect(create(other)).rejects.toThrow(TypeError)
})

describe('a create whose answer is lost', () => {
  const lost = (world: ReturnType<typeof worldWithApps>, then: 'happens' | 'does not happen') => {
    world.applications.interpose = (call, act) => {
      if (!call.startsWith('create')) return act()
      if (then === 'happens') act()
      throw new OutcomeUnknown('it is unknown')
    }
  }

  test('a mobile one that is there now is the new one', async () => {
    const world = worldWithApps()
    lost(world, 'happens')
    expect((await create(world, mobileApp)).app).toMatchObject({ id: 'client_1' })
  })

  test('a web one that is there now has a secret that reached nobody: exit 9', async () => {
    const world = worldWithApps()
    lost(world, 'happens')
    expect(await failureOf(create(world))).toMatchObject({
      exitCode: 9,
      retryable: false,
      hint: 'beatpass apps rotate-secret client_1',
    })
  })

  test('one that is not there: exit 9, and where to look', async () => {
    const world = worldWithApps()
    lost(world, 'does not happen')
    expect(await failureOf(create(world))).toMatchObject({
      exitCode: 9,
      retryable: false,
      hint: 'beatpass apps list shows whether it exists',
    })
  })
})

test('those without a date come last, by their ids', async () => {
  const world = worldWithApps()
  for (const _ of [1, 2, 3]) await create(world, mobileApp)
  world.applications.list = async () => {
    const apps = await Promise.all(
      ['client_1', 'client_2', 'client_3'].map(id => world.applications.find(secretOf('x'), id)),
    )
    return apps.map(app => (app.id === 'client_2' ? app : { ...app, createdAt: null }))
  }
  expect((await listedApps(world)).apps.map(({ id }) => id)).toEqual(['client_2', 'client_3', 'client_1'])
})

test('newest first', async () => {
  const world = worldWithApps()
  await create(world)
  await create(world, mobileApp)
  expect((await listedApps(world)).apps.map(({ id }) => id)).toEqual(['client_2', 'client_1'])
})
