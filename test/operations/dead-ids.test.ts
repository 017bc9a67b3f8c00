import { describe, expect, test } from 'vitest'
import { viewTokens } from '../../src/domain/token-view.ts'
import { deadIds } from '../../src/operations/dead-ids.ts'
import { MemoryDestination } from '../fakes/memory-destination.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { aListed } from './records.ts'
import { type World, worldInCi } from './world.ts'

/** A site that tells no end and no status, with a listed token 2 of the label and token 3 of another. */
function worldWithoutEnds() {
  const world = worldInCi()
  world.platform.facts = { ...world.platform.facts, lifetimeDays: null }
  const { secret } = world.platform.plant('ci-main')
  const other = world.platform.plant('other').secret
  return { world, secret, other }
}

function dead(world: World, held: MemoryDestination['held'][], listed = [aListed('2', 'ci-main')]) {
  const places = held.map(secret => new MemoryDestination(secret ? { held: secret } : {}))
  const all = [...listed, aListed('3', 'other')]
  const now = world.clock.now()
  const tokens = viewTokens(all, [], { now, lifetimeDays: null })
  return deadIds('ci-main', places, { tokens, now }, world)
}
const asked = ({ platform }: World) => platform.calls.length

describe('of the tokens that places hold', () => {
  test('one that the platform takes is not dead, and is asked for once', async () => {
    const { world, secret } = worldWithoutEnds()
    expect(await dead(world, [undefined, secret])).toEqual([])
    const once = asked(world)
    expect(once).toBeGreaterThan(0)
    expect(await dead(world, [secret, secret])).toEqual([])
    expect(asked(world)).toBe(2 * once)
  })

  test('one that is listed and not taken is dead', async () => {
    const { world, secret } = worldWithoutEnds()
    world.platform.drop('2')
    expect(await dead(world, [undefined, secret, secret])).toEqual(['2'])
  })

  test.each([
    ['another label', 3],
    ['no listed token', 9],
    ['nobody knows whom', ''],
  ])('one of %s is not asked for', async (_whose, id) => {
    const { world } = worldWithoutEnds()
    expect(await dead(world, [freshSecret(id)])).toEqual([])
    expect(asked(world)).toBe(0)
  })

  test('one whose end is known to be over is not asked for', async () => {
    const { world, secret } = worldWithoutEnds()
    world.platform.drop('2')
    const ended = [aListed('2', 'ci-main', { expiresAt: world.clock.now() })]
    expect(await dead(world, [secret], ended)).toEqual([])
    expect(asked(world)).toBe(0)
  })
})
