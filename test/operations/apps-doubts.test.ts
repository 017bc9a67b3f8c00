import { describe, expect, test } from 'vitest'
import { Forbidden } from '../../src/domain/errors.ts'
import { revokeApp } from '../../src/operations/apps/revoke-app.ts'
import { rotateAppSecret } from '../../src/operations/apps/rotate-app-secret.ts'
import { type TryStep, tryApp } from '../../src/operations/apps/try-app.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { type AppsWorld, create, kept, mobileApp, worldWithApps } from './apps-world.ts'
import { addresses, failureOf } from './world.ts'

const id = 'client_1'
const places = ['place:one', 'place:two']
const unwritable = (world: AppsWorld, place: string) => {
  world.destinations.at(place).faults = { write: 'unavailable' }
}

describe('an application whose secret reaches nobody', () => {
  test('and that the platform goes on listing as active is told to live on: exit 9', async () => {
    const world = worldWithApps()
    unwritable(world, 'place:one')
    world.applications.revoke = async () => undefined
    const error = await failureOf(create(world, undefined, 'place:one'))
    expect(error).toMatchObject({ exitCode: 9, hint: `beatpass apps rotate-secret ${id}` })
    expect(error.message).toMatch(/application client_1 lives on, and its secret is stored nowhere$/)
    expect(kept(world)).toEqual({})
  })
})

describe('a new client secret', () => {
  test('that misses one of two places: exit 9, and the store is not written behind their back', async () => {
    const world = worldWithApps()
    await create(world, undefined, ...places)
    unwritable(world, 'place:two')
    const rotating = rotateAppSecret({ id, destinations: addresses(...places), yes: true }, world)
    const error = await failureOf(rotating)
    expect(error).toMatchObject({
      exitCode: 9,
      hint: `mend the destination, then beatpass apps rotate-secret ${id} with every --to`,
    })
    expect(error.message).toMatch(/^the new secret .* may be missing from place:two \([^)]*\)$/)
    expect(world.destinations.at('place:one').held?.reveal()).toBe('client-secret-2')
    expect(kept(world)).toEqual({})
  })

  test.each([
    ['it is the only place', ['store:']],
    ['another place misses it', ['place:one', 'store:']],
    ['it was rescued there', ['place:one']],
  ])('that the store holds is never removed from there again, where %s', async (_, to) => {
    const world = worldWithApps()
    await create(world)
    unwritable(world, 'place:one')
    await rotateAppSecret({ id, destinations: addresses(...to), yes: true }, world).catch(() => undefined)
    expect(kept(world)).toEqual({ [id]: 'client-secret-2' })
    expect(world.secretStore.calls.remove).toBe(0)
  })

  test('that the store does not take, but another place does: no dead one stays in the store', async () => {
    const world = worldWithApps()
    await create(world)
    world.secretStore.fail('write')
    const destinations = addresses('place:one', 'store:')
    const error = await failureOf(rotateAppSecret({ id, destinations, yes: true }, world))
    expect(error.message).toContain('may be missing from store:')
    expect(kept(world)).toEqual({})
  })

  test('that misses a place names the place that it left, too', async () => {
    const world = worldWithApps()
    await create(world, undefined, 'place:old')
    unwritable(world, 'place:two')
    const rotating = rotateAppSecret({ id, destinations: addresses(...places), yes: true }, world)
    expect((await failureOf(rotating)).message).toContain('; place:old still holds the dead client secret')
  })

  test('is made after a yes', async () => {
    const world = worldWithApps({ terminal: new MemoryTerminal({ answers: [true] }) })
    await create(world)
    await rotateAppSecret({ id, destinations: [], yes: false }, world)
    expect(kept(world)).toEqual({ [id]: 'client-secret-2' })
  })

  test('that the platform refuses comes as it is, and the old one stays where it is', async () => {
    const world = worldWithApps()
    await create(world)
    world.applications.renewSecret = () => Promise.reject(new Forbidden('not yours'))
    const error = await failureOf(rotateAppSecret({ id, destinations: [], yes: true }, world))
    expect(error).toMatchObject({ exitCode: 5, message: 'not yours' })
    expect(kept(world)).toEqual({ [id]: 'client-secret-1' })
  })
})

test('an application is not revoked without a yes where nobody can be asked: exit 2, before any request', async () => {
  const world = worldWithApps()
  await create(world)
  const before = world.applications.calls.length
  expect(await failureOf(revokeApp({ id, yes: false }, world))).toMatchObject({ exitCode: 2, hint: '--yes' })
  expect(world.applications.calls).toHaveLength(before)
  expect(kept(world)).toEqual({ [id]: 'client-secret-1' })
})

test('of the request, what is the same each time is shown, and what is made anew as its length', async () => {
  const world = worldWithApps()
  await create(world, { ...mobileApp, redirectUris: ['http://127.0.0.1/cb'] } as unknown as typeof mobileApp)
  const { inBrowser } = world.authorization
  world.authorization.inBrowser = async request => ({
    ...(await inBrowser.call(world.authorization, request)),
    page: 'https://memory.test/authorize?client_id=client_1&scope=a+b%2Fc&state=secret-state&flag',
  })
  const steps: TryStep[] = []
  await tryApp({ id, waitMs: 1000 }, step => steps.push(step), world)
  expect(steps.find(({ step }) => step === 'request')?.facts).toEqual({
    ...{ endpoint: 'https://memory.test/authorize', client_id: id, scope: 'a b/c' },
    ...{ state: '[12 characters]', flag: '[0 characters]' },
  })
})
