import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import { parseMoment } from '../../src/domain/expiry.ts'
import { type RotateTokensRequest, rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { aRecord, keep } from './records.ts'
import { addresses, livingIds, type World, worldInCi } from './world.ts'

const rotate = async (world: World, more: Partial<RotateTokensRequest> = {}) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false, ...more }, world))[0]

const minutes = (count: number) => count * 60_000
const within = parseMoment('14d')

describe('what interrupted runs left', () => {
  test('an orphan that is held nowhere goes, once a fresh claim is above it', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.plant('ci-main ~zzzzzzzzzz')
    world.clock.advance(minutes(16))
    expect(await rotate(world, { within })).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(world.events.effects).toEqual([
      "create 'ci-main ~aaaaaaaaaa' as 1",
      'write store:',
      'revoke 2 as 4',
      'revoke 3 as 4',
    ])
  })

  test('an orphan goes, and with a grace period the predecessor that is told is the one that works on', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.plant('ci-main ~zzzzzzzzzz')
    world.clock.advance(minutes(16))
    const rotation = await rotate(world, { grace: parseMoment('24h') })
    expect(rotation).toMatchObject({ predecessor: { id: '2' }, successor: { id: '4' } })
    expect(rotation?.predecessorEndsAt).not.toBeNull()
    expect(livingIds(world)).toEqual(['1', '2', '4'])
  })

  test('what is older than the one in use is cleared away before another is created', async () => {
    const world = worldInCi()
    world.platform.plant('ci-main ~xxxxxxxxxx')
    world.platform.plant('ci-main ~yyyyyyyyyy')
    world.destinations.at('file:y').held = world.platform.plant('ci-main ~zzzzzzzzzz').secret
    world.clock.advance(minutes(16))
    expect(await rotate(world, { destinations: addresses('file:y') })).toMatchObject({ outcome: 'rotated' })
    expect(world.events.effects).toEqual([
      'revoke 2 as 4',
      'revoke 3 as 4',
      "create 'ci-main ~aaaaaaaaaa' as 1",
      'write file:y',
      'revoke 4 as 5',
    ])
  })

  test('three of which nobody knows which is in use are not cleared away first', async () => {
    for (const held of [undefined, freshSecret('x'), freshSecret(0)]) {
      const world = worldInCi()
      await keep(world, 'ci-main', 'file:y')
      world.platform.plant('ci-main ~yyyyyyyyyy')
      world.platform.plant('ci-main ~zzzzzzzzzz')
      world.destinations.at('file:y').held = held
      world.clock.advance(minutes(16))
      expect(await rotate(world)).toMatchObject({ outcome: 'rotated', successor: { id: '5' } })
      expect(world.events.effects[0]).toContain('create')
      expect(livingIds(world)).toEqual(['1', '5'])
    }
  })

  test('young claims of others are respected, and all are young where the platform tells no time', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.plant('ci-main ~zzzzzzzzzz')
    world.clock.advance(minutes(16))
    world.platform.faults.set('no-date', Number.POSITIVE_INFINITY)
    expect(await rotate(world)).toMatchObject({ outcome: 'busy' })
    expect(world.events.effects).toEqual([])
  })
})

describe('a place that cannot be read', () => {
  test('holds the one token that lives, as far as anybody knows', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'write-only:x')
    expect(await rotate(world, { within })).toMatchObject({ outcome: 'nothing-due' })
    expect(world.events.effects).toEqual([])
  })

  test('holds nobody knows what where several live: all is overwritten before any is revoked', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'write-only:x')
    world.platform.plant('ci-main ~zzzzzzzzzz')
    world.clock.advance(minutes(16))
    expect(await rotate(world, { within })).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(world.destinations.at('write-only:x').held?.tokenId).toBe('4')
    expect(livingIds(world)).toEqual(['1', '4'])
  })

  test('and may or may not have stored it: both live until the next run', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'write-only:x')
    const place = world.destinations.at('write-only:x')
    const write = place.write.bind(place)
    place.write = () => Promise.reject(new StoreUnavailable('it gave no answer', { failure: 'timeout' }))
    const rotation = await rotate(world)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('may or may not hold the new token')
    expect(livingIds(world)).toEqual(['1', '2', '3'])
    place.write = write
    world.clock.advance(minutes(16))
    expect(await rotate(world)).toMatchObject({ outcome: 'rotated' })
    expect(livingIds(world)).toEqual(['1', '4'])
  })

  test('and got a successor that is never accepted: what was there cannot be put back, so both live', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'write-only:x')
    world.events.before('write', () => world.platform.faults.set('newest-rejected', Number.POSITIVE_INFINITY))
    const rotation = await rotate(world)
    expect(rotation?.error).toMatchObject({ exitCode: 9 })
    expect(rotation?.error?.message).toContain('the platform does not accept the new token 3')
    expect(livingIds(world)).toEqual(['1', '2', '3'])
  })
})

describe('several places', () => {
  test('all get the old value back when the successor is never accepted', async () => {
    const world = worldInCi()
    const { secret } = await keep(world, 'ci-main', 'file:x', 'file:y')
    world.events.before('write', () => world.platform.faults.set('newest-rejected', Number.POSITIVE_INFINITY))
    const rotation = await rotate(world)
    expect(rotation).toMatchObject({ outcome: 'rolled-back', verified: false, error: { exitCode: 8 } })
    expect([...world.tokenRecords.held.keys()]).toEqual(['2'])
    expect(rotation?.destinations).toMatchObject([{ status: 'failed' }, { status: 'failed' }])
    for (const place of ['file:x', 'file:y'])
      expect(world.destinations.at(place).held?.equals(secret)).toBe(true)
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  test('that changed while they were to be put back are left alone', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'file:x')
    const rival = freshSecret(99)
    world.events.before('write', () => {
      world.platform.faults.set('newest-rejected', Number.POSITIVE_INFINITY)
      world.events.before('write', () => {
        world.destinations.at('file:x').faults.meanwhile = rival
      })
    })
    expect(await rotate(world)).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(world.destinations.at('file:x').held).toBe(rival)
  })

  test('of which one is remembered and another is told', async () => {
    const world = worldInCi()
    await world.tokenRecords.put(aRecord('2', 'ci-main', { storedIn: [] }))
    world.platform.plant('ci-main')
    const rotation = await rotate(world, { destinations: addresses('file:x', 'stdout:') })
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { storedIn: ['file:x'] } })
    expect(rotation?.destinations).toMatchObject([
      { status: 'verified' },
      { to: 'stdout:', status: 'accepted' },
    ])
  })
})
