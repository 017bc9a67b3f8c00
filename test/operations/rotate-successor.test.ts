import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import type { Fault } from '../fakes/memory-faults.ts'
import { keep } from './records.ts'
import { livingIds, livingNames, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world))[0]

async function world(...places: string[]) {
  const started = worldInCi()
  await keep(started, 'ci-main', ...places)
  return started
}

const faultAt = (world: World, event: string, fault: Fault, times = 1) =>
  world.events.before(event, () => world.platform.faults.set(fault, times))

describe('the successor', () => {
  test('is not accepted for a while: waited for', async () => {
    const it = await world()
    faultAt(it, 'write', 'newest-rejected', 3)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated' })
    expect(it.platform.faults.unused).toEqual([])
  })

  test('is never accepted: the old value is put back, and the successor revoked', async () => {
    const it = await world()
    faultAt(it, 'write', 'newest-rejected', Number.POSITIVE_INFINITY)
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'rolled-back', error: { exitCode: 8 } })
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('2')
    expect(livingIds(it)).toEqual(['1', '2'])
  })

  test('is not listed for a while: waited for; never: rolled back', async () => {
    const late = await world()
    faultAt(late, 'create', 'stale-list', 3)
    expect(await rotate(late)).toMatchObject({ outcome: 'rotated' })
    const never = await world()
    faultAt(never, 'create', 'stale-list', 8)
    expect(await rotate(never)).toMatchObject({ outcome: 'rolled-back', error: { exitCode: 8 } })
    expect(livingNames(never)).toEqual(['ci session', 'ci-main'])
  })

  test('is rejected as a credential when it is to revoke: not told as the user’s', async () => {
    const it = await world()
    it.events.before('list as 3', () =>
      it.events.before('list as 3', () => it.platform.faults.set('newest-rejected', 9)),
    )
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('(the platform rejects the successor)')
    expect(livingIds(it)).toEqual(['1', '2', '3'])
  })
})

describe('a predecessor that somebody else revoked meanwhile', () => {
  test('is not said to work when the delivery fails', async () => {
    const it = await world('file:y')
    it.destinations.at('file:y').faults.write = 'unavailable'
    it.events.before('write', () => it.platform.drop('2'))
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'busy', error: { exitCode: 12 } })
    expect(rotation?.error?.message).not.toContain('still works')
  })

  test('nor after a signal', async () => {
    const it = await world('file:y')
    it.events.before('create', () => {
      it.interruption.requested = true
      it.events.before('revoke', () => it.platform.drop('2'))
    })
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 130 } })
    expect(rotation?.error?.message).not.toContain('the old token still works')
  })
})
