import { expect, test } from 'vitest'
import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import { maskOf } from '../../src/domain/mask.ts'
import { Secret } from '../../src/domain/secret.ts'
import { viewTokens } from '../../src/domain/token-view.ts'
import { asListed } from '../../src/operations/as-listed.ts'
import { removeStored } from '../../src/operations/remove-stored.ts'
import { aRecord } from './records.ts'
import { newWorld, storedFor, type World, worldSignedIn } from './world.ts'

/** A token as shown, kept in these places. */
function aToken({ settings, clock }: World, id: string, masked: string, ...storedIn: string[]) {
  const record = aRecord(id, 'ci-main', { masked, storedIn })
  const [token] = viewTokens(asListed([record], settings.profile), [record], {
    now: clock.now(),
    lifetimeDays: null,
  })
  if (!token) throw new Error('one token became none')
  return { ...token, storedIn }
}
const put = ({ secretStore }: World, text: string) =>
  secretStore.entries.set('beatpass/default/ci-main', new Secret(text))

test("its own secret is removed; another token's, which took the place, stays", async () => {
  const world = newWorld()
  const token = aToken(world, '2', 'any', 'store:')
  put(world, '3|newer')
  expect(await removeStored(token, world)).toEqual({ storedIn: [], warnings: [] })
  expect(storedFor(world, 'ci-main')?.tokenId).toBe('3')
  expect(world.secretStore.calls.remove).toBe(0)
  put(world, '2|own')
  expect(await removeStored(token, world)).toEqual({ storedIn: [], warnings: [] })
  expect(storedFor(world, 'ci-main')).toBeUndefined()
})

test('where nothing is stored there is nothing to remove', async () => {
  const world = newWorld()
  expect(await removeStored(aToken(world, '2', 'any', 'store:'), world)).toEqual({
    storedIn: [],
    warnings: [],
  })
  expect(world.secretStore.calls).toMatchObject({ read: 1, remove: 0 })
})

test('a value without an id is no secret of a platform whose secrets have one: it goes', async () => {
  const world = newWorld()
  put(world, 'no id in it')
  expect(await removeStored(aToken(world, '2', 'any', 'store:'), world)).toEqual({
    storedIn: [],
    warnings: [],
  })
  expect(storedFor(world, 'ci-main')).toBeUndefined()
})

test('where secrets have no id the mask tells whose it is', async () => {
  const world = newWorld()
  world.platform.facts = beatconnectFacts
  const secret = `bca_live_${'a'.repeat(36)}wxyz`
  const token = aToken(world, 'key_1', maskOf(new Secret(secret), beatconnectFacts.mask), 'store:')
  put(world, `bca_live_${'b'.repeat(36)}0000`)
  await removeStored(token, world)
  expect(storedFor(world, 'ci-main')).toBeDefined()
  put(world, secret)
  await removeStored(token, world)
  expect(storedFor(world, 'ci-main')).toBeUndefined()
})

test('a session is forgotten in both halves; places that are not ours are named', async () => {
  const world = worldSignedIn()
  expect(await removeStored(aToken(world, '1', 'any', 'session', 'file:x'), world)).toEqual({
    storedIn: ['file:x'],
    warnings: ['file:x still holds the dead secret of token 1'],
  })
  expect(world.secretStore.entries.size).toBe(0)
  expect(world.profiles.held.get('default')).not.toHaveProperty('session')
})

test('a store that fails is a warning, a mistake of ours is not', async () => {
  const world = worldSignedIn()
  const token = aToken(world, '1', 'any', 'session')
  world.secretStore.fail('remove')
  expect(await removeStored(token, world)).toEqual({
    storedIn: ['session'],
    warnings: [
      'token 1 is revoked, but its stored secret was not removed: the remove failed, as the test asked',
    ],
  })
  expect(world.settings.profile.session?.id).toBe('1')
  world.secretStore.fail('remove', new TypeError('a bug'))
  await expect(removeStored(token, world)).rejects.toThrow(TypeError)
})
