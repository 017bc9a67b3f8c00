import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { aRecord, keep } from './records.ts'
import { addresses, failureOf, livingIds, storedFor, worldInCi } from './world.ts'

const references = ['ci-main', 'ci-odd']
const request = { references, destinations: [], dryRun: false }

async function worldOfTwo() {
  const world = worldInCi()
  const main = await keep(world, 'ci-main')
  const odd = await keep(world, 'ci-odd')
  return { world, main, odd }
}

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
