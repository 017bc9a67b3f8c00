import { describe, expect, test } from 'vitest'
import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import { Secret } from '../../src/domain/secret.ts'
import { parseStoreChoice } from '../../src/domain/store-choice.ts'
import { findCredential } from '../../src/operations/authenticate.ts'
import { removeStored } from '../../src/operations/remove-stored.ts'
import { signIn, signInWithToken } from '../../src/operations/sign-in.ts'
import { signInInBrowser } from '../../src/operations/sign-in-browser.ts'
import { signOut } from '../../src/operations/sign-out.ts'
import { MemorySecretStore } from '../fakes/memory-secret-store.ts'
import { account, failureOf, livingIds, newWorld, type World, worldSignedIn } from './world.ts'

const request = { email: account.email, password: new Secret(account.password) }
const keysOf = ({ secretStore }: World) => [...secretStore.entries.keys()]
const choice = parseStoreChoice('age')

/** A run that chose another store than the one where the session of `world` rests. */
function otherRun(world: World): World {
  const secretStore = new MemorySecretStore('the other store')
  const settings = { ...world.settings, store: choice }
  const of: World['sessionStores']['of'] = ({ session, store }) =>
    session && store?.kind !== 'age' ? world.secretStore : secretStore
  return { ...world, secretStore, settings, sessionStores: { of } }
}

async function granted() {
  const world = newWorld()
  world.platform.facts = { ...beatconnectFacts, verbs: () => beatconnectFacts.verbs('https://x.test') }
  await signInInBrowser({ waitMs: 1000 }, world)
  return world
}

describe('where the session rests elsewhere', () => {
  test('it is used from there, and named so', async () => {
    const world = worldSignedIn()
    const run = otherRun(world)
    expect((await findCredential(run)).source).toBe("the session of profile 'default' (memory)")
    expect(run.secretStore.calls.read).toBe(0)
    world.secretStore.entries.clear()
    expect((await failureOf(findCredential(run))).message).toContain('is not in memory any more')
  })

  test.each([
    [false, 'revoked', []],
    [true, 'left-alive', ['1']],
  ])('signing out (local: %s) finds it: %s', async (local, session, alive) => {
    const world = worldSignedIn()
    expect(await signOut({ local }, otherRun(world))).toEqual({ session })
    expect([livingIds(world), keysOf(world)]).toEqual([alive, []])
    expect(world.profiles.held.get('default')).not.toHaveProperty('store')
  })

  test('a token that is revoked and was the session is forgotten there', async () => {
    const world = worldSignedIn()
    const token = { id: '1', storedIn: ['session'] } as unknown as Parameters<typeof removeStored>[0]
    expect(await removeStored(token, otherRun(world))).toEqual({ storedIn: [], warnings: [] })
    expect(keysOf(world)).toEqual([])
  })
})

describe('a sign-in that changes the store', () => {
  test('ends the session before it and leaves nothing in the old store', async () => {
    const world = worldSignedIn()
    const run = otherRun(world)
    expect(await signIn(request, run)).toMatchObject({ warnings: [] })
    expect(world.events.effects).toContain('revoke 1 as 1')
    expect([livingIds(world), keysOf(world), keysOf(run)]).toEqual([['2'], [], ['beatpass-session/default']])
    expect(world.profiles.held.get('default')?.store).toEqual(choice)
  })

  test('ends a granted one by the tokens in the old store', async () => {
    const world = await granted()
    const run = otherRun(world)
    const { warnings } = await signInInBrowser({ waitMs: 1000 }, run)
    expect(warnings.filter(line => line.includes('before'))).toEqual([])
    expect(world.authorization.isAlive(new Secret('refresh-1'))).toBe(false)
    expect(keysOf(world)).toEqual([])
    expect(keysOf(run)).toEqual(['beatpass-session/default/refresh', 'beatpass-session/default'])
  })

  test('goes on where the old one cannot be opened, and says what is left', async () => {
    const world = await granted()
    world.secretStore.fail('read')
    world.secretStore.fail('remove')
    const { secret } = world.platform.plant('made on the page')
    const { warnings } = await signInWithToken(secret, otherRun(world))
    expect(warnings.slice(-2)).toEqual([
      'the session before this one lives on, as far as is known: the read failed, as the test asked',
      'memory may still hold the session before this one: the remove failed, as the test asked',
    ])
    expect(world.profiles.held.get('default')?.store).toEqual(choice)
  })

  test('and fails leaves the one before in the old store, and nothing in the new', async () => {
    const world = worldSignedIn()
    world.profiles.failing = true
    const run = otherRun(world)
    expect(await failureOf(signIn(request, run))).toMatchObject({ exitCode: 8 })
    expect([livingIds(world), keysOf(world), keysOf(run)]).toEqual([['1'], ['beatpass-session/default'], []])
    const other = await granted()
    other.profiles.failing = true
    const next = otherRun(other)
    expect(await failureOf(signInInBrowser({ waitMs: 1000 }, next))).toMatchObject({ exitCode: 8 })
    expect([keysOf(other).length, keysOf(next)]).toEqual([2, []])
  })

  test('a bug while the old one is read or emptied is told as a bug', async () => {
    for (const method of ['read', 'remove'] as const) {
      const world = worldSignedIn()
      world.secretStore.fail(method, new TypeError('a bug'))
      await expect(signIn(request, otherRun(world))).rejects.toThrow(TypeError)
    }
  })
})
