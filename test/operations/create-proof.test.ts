import { describe, expect, test } from 'vitest'
import { createToken } from '../../src/operations/create-token.ts'
import type { Fault } from '../fakes/memory-faults.ts'
import { aRecord } from './records.ts'
import { failureOf, livingIds, storedFor, storeOnly, type World, worldInCi } from './world.ts'

const create = (world: World) => createToken({ label: 'ci-main', destinations: storeOnly }, world)

const faultAt = (world: World, event: string, fault: Fault, times = 1) =>
  world.events.before(event, () => world.platform.faults.set(fault, times))

describe('the new token', () => {
  test('is never accepted: it is stored, and said to be', async () => {
    const world = worldInCi()
    faultAt(world, 'write', 'newest-rejected', Number.POSITIVE_INFINITY)
    const error = await failureOf(create(world))
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens verify 2', retryable: false })
    expect(error.message).toBe('token 2 was created and stored, but the platform does not accept it yet')
    expect(world.clock.slept).toEqual([3_000, 3_000, 3_000, 3_000, 3_000])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  // Regressed: a create that was made and answered with 429 was sent again, and the first one lived on in silence.
  test('is one of two of its name: the other is named', async () => {
    const world = worldInCi()
    world.events.before('create', () => world.platform.plant('ci-main'))
    expect((await create(world)).warnings).toEqual([
      "token 2 is named 'ci-main' too and came up meanwhile; unless somebody else made it: beatpass tokens revoke 2",
    ])
  })

  test('is one of two of its name, of which the other was there before under another label', async () => {
    const world = worldInCi()
    const { id } = world.platform.plant('ci-main')
    world.tokenRecords.held.set(id, aRecord(id, 'kept-as-other', { name: 'ci-main' }))
    expect((await create(world)).warnings).toEqual([])
  })

  test('is accepted and not listed for a while', async () => {
    const world = worldInCi()
    faultAt(world, 'write', 'stale-list')
    expect((await create(world)).token.id).toBe('2')
    expect(world.clock.slept).toEqual([3_000])
  })

  test('cannot be verified: not told as if nothing had happened', async () => {
    const world = worldInCi()
    faultAt(world, 'write', 'list-fails')
    const error = await failureOf(create(world))
    expect(error).toMatchObject({ exitCode: 9 })
    expect(error.message).toBe(
      'token 2 was created and stored, but could not be verified: memory: the list fails',
    )
  })

  test('is stored before a signal is answered', async () => {
    const world = worldInCi()
    world.events.before('create', () => {
      world.interruption.requested = true
    })
    const error = await failureOf(create(world))
    expect(error).toMatchObject({ exitCode: 130 })
    expect(error.message).toBe('interrupted: token 2 is created and stored, and not yet verified')
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
    expect(world.tokenRecords.held.has('2')).toBe(true)
  })
})
