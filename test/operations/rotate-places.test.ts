import { describe, expect, test } from 'vitest'
import { pinned } from '../../src/domain/destination.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import { parseMoment } from '../../src/domain/expiry.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { aRecord, keep } from './records.ts'
import { addresses, failureOf, livingIds, storedFor, type World, worldInCi } from './world.ts'

const references = ['ci-main', 'ci-odd']
const request = { references, destinations: [], dryRun: false }

async function worldOfTwo() {
  const world = worldInCi()
  const main = await keep(world, 'ci-main')
  const odd = await keep(world, 'ci-odd')
  return { world, main, odd }
}

describe('a place that its address alone does not tell', () => {
  const here = (folder: string) => pinned('here:x', folder)
  const rotate = { references: ['ci-main'], destinations: [], dryRun: false }

  async function worldInA(...places: string[]) {
    const world = worldInCi()
    const { id, secret } = await keep(world, 'ci-main', ...places)
    world.destinations.folder = '/b'
    return { world, id, secret }
  }
  const remembered = (world: Pick<World, 'tokenRecords'>) =>
    [...world.tokenRecords.held.values()].map(({ storedIn }) => storedIn)

  test('is delivered to where it was before, from any folder', async () => {
    const { world } = await worldInA(here('/a'))
    const [rotation] = await rotateTokens(rotate, world)
    expect(rotation).toMatchObject({ outcome: 'rotated', warnings: [], successor: { storedIn: ['here:x'] } })
    expect(world.destinations.at(here('/a')).held?.tokenId).toBe(rotation?.successor?.id)
    expect(world.destinations.at(here('/b')).stored).toEqual([])
    expect(remembered(world)).toEqual([[here('/a')]])
  })

  test('named again from its folder is the same; from another it is another, and the first is told of', async () => {
    const { world } = await worldInA(here('/a'))
    const named = { ...rotate, destinations: addresses('here:x') }
    world.destinations.folder = '/a'
    expect(await rotateTokens(named, world)).toMatchObject([{ outcome: 'rotated', warnings: [] }])
    world.destinations.folder = '/b'
    const [rotation] = await rotateTokens(named, world)
    const dead = rotation?.predecessor?.id
    expect(rotation?.warnings).toEqual([`here:x in /a still holds the dead secret of token ${dead}`])
    expect(remembered(world)).toEqual([[here('/b')]])
  })

  test('is kept apart from its namesake while a grace period lasts, and both are found again', async () => {
    const { world } = await worldInA(here('/a'))
    const named = { ...rotate, destinations: addresses('here:x'), grace: parseMoment('24h') }
    expect(await rotateTokens(named, world)).toMatchObject([{ outcome: 'rotated', warnings: [] }])
    expect(remembered(world)).toEqual([[here('/a')], [here('/b')]])
    const [rotation] = await rotateTokens(rotate, world)
    const held = ['/a', '/b'].map(folder => world.destinations.at(here(folder)).held?.tokenId)
    expect(held).toEqual([rotation?.successor?.id, rotation?.successor?.id])
  })

  test('without its folder, as older records have it, is the one of today', async () => {
    const { world } = await worldInA('here:x')
    const [rotation] = await rotateTokens(rotate, world)
    expect(rotation).toMatchObject({ outcome: 'rotated', warnings: [] })
    expect(remembered(world)).toEqual([[here('/b')]])
  })

  test('that is not to be had is refused before anything is made', async () => {
    const { world, id } = await worldInA(here('/a'))
    world.destinations.at(here('/a')).faults.probe = 'unavailable'
    const [rotation] = await rotateTokens(rotate, world)
    expect(rotation?.error).toMatchObject({ exitCode: 7 })
    expect(livingIds(world)).toContain(id)
    expect(world.events.effects).toEqual([])
  })
})

describe('two labels', () => {
  test('an address that is not valid is the failure of its own rotation only', async () => {
    const { world, odd } = await worldOfTwo()
    await world.tokenRecords.put(aRecord(odd.id, 'ci-odd', { storedIn: ['no address'] }))
    const [main, other] = await rotateTokens(request, world)
    expect(main).toMatchObject({ label: 'ci-main', outcome: 'rotated', verified: true })
    expect(other).toMatchObject({ label: 'ci-odd', outcome: 'failed', successor: null })
    expect(other?.error).toBeInstanceOf(InvalidInput)
    expect(livingIds(world)).toContain(odd.id)
    expect(storedFor(world, 'ci-odd')?.tokenId).toBe(odd.id)
  })

  test('a mistake of ours in opening a place is thrown, before anything is made', async () => {
    const { world, main, odd } = await worldOfTwo()
    world.destinations.open = () => {
      throw new TypeError('a bug')
    }
    await expect(rotateTokens(request, world)).rejects.toThrow(TypeError)
    expect(world.events.effects).toEqual([])
    expect(livingIds(world)).toEqual(['1', main.id, odd.id])
  })

  test('that would share a place are refused, before anything is made', async () => {
    const { world } = await worldOfTwo()
    const shared = { ...request, destinations: addresses('file:x') }
    expect(await failureOf(rotateTokens(shared, world))).toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('file:secrets/{label}'),
    })
    expect(world.events.effects).toEqual([])
  })

  test('that would share a place by two addresses are refused, before anything is made', async () => {
    const { world } = await worldOfTwo()
    await keep(world, 'ci-main-two')
    const destinations = addresses('env:.env#{LABEL}', 'env:.env#{LABEL}_TWO')
    const shared = { references: ['ci-main', 'ci-main-two'], destinations, dryRun: false }
    expect(await failureOf(rotateTokens(shared, world))).toMatchObject({
      exitCode: 2,
      message: 'env:.env#CI_MAIN_TWO cannot take the secrets of 2 tokens',
    })
    expect(world.events.effects).toEqual([])
  })
})
