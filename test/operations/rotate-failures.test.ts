import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import type { Fault } from '../fakes/memory-faults.ts'
import { keep } from './records.ts'
import { livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world))[0]

async function world(...places: string[]) {
  const started = worldInCi()
  await keep(started, 'ci-main', ...places)
  return started
}

const faultAt = (world: World, event: string, fault: Fault, times = 1) =>
  world.events.before(event, () => world.platform.faults.set(fault, times))

describe('the answer to the create is lost', () => {
  test('and the orphan is found by its nonce, revoked, and created anew', async () => {
    const it = await world()
    it.platform.faults.set('create-answer-lost')
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(it.events.effects).toEqual([
      "create 'ci-main ~aaaaaaaaaa' as 1",
      'revoke 3 as 1',
      "create 'ci-main ~aaaaaaaaab' as 1",
      'write store:',
      'revoke 2 as 4',
    ])
    expect(livingIds(it)).toEqual(['1', '4'])
  })

  test('and nothing was created: it is created anew', async () => {
    const it = await world()
    it.platform.faults.set('create-fails')
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '3' } })
    expect(livingIds(it)).toEqual(['1', '3'])
  })

  test('every time: given up, and the next run finds its way', async () => {
    const it = await world()
    it.platform.faults.set('create-answer-lost', 2)
    expect(await rotate(it)).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(livingIds(it)).toEqual(['1', '2'])
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('2')
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated' })
  })

  test('and the list cannot be read: nothing else is tried', async () => {
    const it = await world()
    it.platform.faults.set('create-answer-lost')
    faultAt(it, 'create', 'list-fails')
    const rotation = await rotate(it)
    expect(rotation?.error).toMatchObject({ exitCode: 9 })
    expect(rotation?.error?.message).toContain('the answer to a create was lost')
    expect(it.events.effects).toHaveLength(1)
    expect(it.tokenRecords.held.get('2')?.storedIn).toEqual(['store:'])
  })

  test('and the orphan cannot be revoked: it is left to the next run', async () => {
    const it = await world()
    it.platform.faults.set('create-answer-lost')
    faultAt(it, 'revoke 3', 'rate-limited')
    expect(await rotate(it)).toMatchObject({ outcome: 'incomplete' })
    it.clock.advance(16 * 60_000)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(livingIds(it)).toEqual(['1', '4'])
  })
})

describe('a destination', () => {
  test('that stores nothing: the successor is revoked, the old token still works', async () => {
    const it = await world('file:y')
    it.destinations.at('file:y').faults.write = 'unavailable'
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'rolled-back', error: { exitCode: 8 }, verified: false })
    expect(rotation?.error?.message).toContain('the old token still works and nothing changed')
    expect(rotation?.destinations).toMatchObject([{ status: 'failed', error: 'file:y is not available' }])
    expect(livingIds(it)).toEqual(['1', '2'])
    expect(it.destinations.at('file:y').held?.tokenId).toBe('2')
    expect(it.tokenRecords.held.get('2')?.storedIn).toEqual(['file:y'])
  })

  test('that fails and holds a missing token: what never worked is not said to work', async () => {
    const it = await world('file:y')
    it.platform.drop('2')
    it.destinations.at('file:y').faults.write = 'unavailable'
    expect((await rotate(it))?.error?.message).toBe(
      "'ci-main': a destination could not be written (file:y is not available); nothing changed",
    )
  })

  test('that stores and then fails is believed by what it holds', async () => {
    const it = await world('file:y')
    it.destinations.at('file:y').faults.write = 'stored'
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', destinations: [{ status: 'verified' }] })
  })

  test('that stores another value: nothing is revoked, and the next run overwrites it', async () => {
    const it = await world('file:y')
    it.destinations.at('file:y').faults.write = 'other'
    expect(await rotate(it)).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 }, verified: false })
    expect(livingIds(it)).toEqual(['1', '2', '3'])
    it.destinations.at('file:y').faults = {}
    it.clock.advance(16 * 60_000)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated' })
    expect(livingIds(it)).toEqual(['1', '4'])
    expect(it.destinations.at('file:y').held?.tokenId).toBe('4')
  })

  test('that refuses because somebody changed it: given up before anything is lost', async () => {
    const it = await world('file:y')
    it.destinations.at('file:y').faults.write = 'refused'
    expect(await rotate(it)).toMatchObject({ outcome: 'busy', error: { exitCode: 12 } })
    expect(livingIds(it)).toEqual(['1', '2'])
  })

  test('that got a newer token meanwhile is left as it is', async () => {
    const it = await world('file:y')
    it.events.before('create', () => {
      it.platform.plant('somebody else')
      it.events.before('observe', () => {
        it.destinations.at('file:y').held = it.platform.plant('ci-main ~zzzzzzzzzz').secret
      })
    })
    expect(await rotate(it)).toMatchObject({ outcome: 'busy' })
    expect(it.destinations.at('file:y').held?.tokenId).toBe('5')
    expect(livingIds(it)).not.toContain('4')
  })

  test('that fails after another got it: both tokens live, and both places stay in mind', async () => {
    const it = await world('store:', 'file:y')
    it.destinations.at('file:y').faults.write = 'unavailable'
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('tokens 2 and 3 both work')
    expect(livingIds(it)).toEqual(['1', '2', '3'])
    expect(it.tokenRecords.held.get('3')?.storedIn).toEqual(['store:'])
    expect(it.tokenRecords.held.get('2')?.storedIn).toEqual(['file:y'])
    it.destinations.at('file:y').faults = {}
    it.clock.advance(16 * 60_000)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(it.destinations.at('file:y').held?.tokenId).toBe('4')
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('4')
    expect(livingIds(it)).toEqual(['1', '4'])
  })

  test('that cannot be read when it is to be written, or verified', async () => {
    const unread = await world('file:y')
    unread.events.before('create', () => {
      unread.destinations.at('file:y').faults.observe = 'unavailable'
    })
    expect(await rotate(unread)).toMatchObject({ outcome: 'rolled-back', error: { exitCode: 8 } })
    const unverified = await world('file:y')
    unverified.events.before('write', () =>
      unverified.events.before('observe', () => {
        unverified.destinations.at('file:y').faults.observe = 'unavailable'
      }),
    )
    expect(await rotate(unverified)).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(livingIds(unverified)).toEqual(['1', '2', '3'])
  })
})
