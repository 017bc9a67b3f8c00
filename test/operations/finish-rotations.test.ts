import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import { parseMoment } from '../../src/domain/expiry.ts'
import { type FinishRequest, finishRotations } from '../../src/operations/finish-rotations.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { addresses, failureOf, livingIds, storedFor, type World, worldInCi } from './world.ts'

const nothing = { references: [], destinations: [], dryRun: false }
const finish = (world: World, request: Partial<FinishRequest> = {}) =>
  finishRotations({ ...nothing, ...request }, world)

/** Token 2 in its grace period of a day, token 3 its successor. */
async function inGrace() {
  const world = worldInCi()
  await keep(world, 'ci-main')
  await rotateTokens({ ...nothing, references: ['ci-main'], grace: parseMoment('24h') }, world)
  world.events.lines.length = 0
  return world
}
const hours = (count: number) => count * 3_600_000

describe('finish', () => {
  test('ends a predecessor whose grace is over, as the token in use', async () => {
    const world = await inGrace()
    world.clock.advance(hours(25))
    expect(await finish(world)).toMatchObject([
      { label: 'ci-main', outcome: 'finished', predecessor: { id: '2' }, successor: { id: '3' } },
    ])
    expect(world.events.effects).toEqual(['revoke 2 as 3'])
    expect(livingIds(world)).toEqual(['1', '3'])
    expect([...world.tokenRecords.held.keys()]).toEqual(['3'])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('3')
  })

  test('leaves one whose grace lasts, and says until when', async () => {
    const world = await inGrace()
    world.clock.advance(hours(1))
    const [rotation] = await finish(world)
    expect(rotation).toMatchObject({
      outcome: 'nothing-due',
      predecessor: { id: '2' },
      successor: { id: '3' },
    })
    expect(rotation?.predecessorEndsAt).toEqual(new Date('2026-03-02T12:00:00Z'))
    expect(world.events.effects).toEqual([])
  })

  test('ends one that is past the end that was wished for it: the platform knows nothing of that', async () => {
    const world = await inGrace()
    const record = world.tokenRecords.held.get('2')
    if (record) await world.tokenRecords.put({ ...record, requestedExpiry: new Date('2026-03-02T10:00:00Z') })
    world.clock.advance(hours(23))
    expect(await finish(world)).toMatchObject([{ outcome: 'nothing-due' }])
    world.clock.advance(hours(2))
    expect(await finish(world)).toMatchObject([{ outcome: 'finished' }])
    expect(livingIds(world)).toEqual(['1', '3'])
  })

  test('is done by the next rotation too, which leaves what is not due', async () => {
    const world = await inGrace()
    world.clock.advance(hours(25))
    const within = parseMoment('14d')
    expect(await rotateTokens({ ...nothing, references: ['ci-main'], within }, world)).toMatchObject([
      { outcome: 'finished' },
    ])
    expect(world.events.effects).toEqual(['revoke 2 as 3'])
  })

  test('a dry run tells what would go and what would stay', async () => {
    const world = await inGrace()
    world.clock.advance(hours(25))
    const [rotation] = await finish(world, { dryRun: true })
    expect(rotation).toMatchObject({
      outcome: 'planned',
      predecessor: { id: '2' },
      successor: { id: '3' },
      warnings: [],
    })
    expect(world.events.effects).toEqual([])
  })

  test('never replaces a token for its age', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.clock.advance(hours(24 * 80))
    expect(await finish(world, { references: ['ci-main'] })).toMatchObject([{ outcome: 'nothing-due' }])
    expect(world.events.effects).toEqual([])
  })

  test('has nothing to do where nothing is left over', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await finish(world)).toEqual([])
  })

  test('leaves labels alone that this machine does not remember, unless told where they are', async () => {
    const world = worldInCi()
    world.platform.plant('ci-main')
    const { secret } = world.platform.plant('ci-main ~abcdefghij')
    world.destinations.at('file:y').held = secret
    world.clock.advance(hours(1))
    expect(await finish(world)).toEqual([])
    const [unknown] = await finish(world, { references: ['ci-main'] })
    expect(unknown?.error).toMatchObject({ exitCode: 4, hint: 'name every destination with --to' })
    expect(world.events.effects).toEqual([])
    const destinations = addresses('file:y')
    expect(await finish(world, { references: ['ci-main'], destinations })).toMatchObject([
      { outcome: 'finished', verified: true },
    ])
    expect(livingIds(world)).toEqual(['1', '3'])
    expect(world.tokenRecords.held.get('3')).toMatchObject({ storedIn: ['file:y'], label: 'ci-main' })
  })

  test('keeps in mind the places of a token that an interrupted run did not get to remember', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'store:', 'file:y')
    world.tokenRecords.failing = true
    await rotateTokens({ ...nothing, references: ['ci-main'], grace: parseMoment('24h') }, world)
    world.tokenRecords.failing = false
    world.clock.advance(hours(25))
    expect(await finish(world)).toMatchObject([{ outcome: 'finished' }])
    expect([...world.tokenRecords.held.values()]).toMatchObject([{ id: '3', storedIn: ['store:', 'file:y'] }])
  })

  test('stops where it would have to guess: records that cannot be read', async () => {
    const world = await inGrace()
    world.clock.advance(hours(25))
    world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
    expect(await failureOf(finish(world))).toMatchObject({ exitCode: 7 })
    expect(await finish(world, { references: ['ci-main'] })).toMatchObject([{ error: { exitCode: 7 } }])
    expect(world.events.effects).toEqual([])
  })

  test('repairs a place that lost its secret, with a fresh successor and the same grace', async () => {
    const world = await inGrace()
    world.clock.advance(hours(25))
    world.secretStore.entries.clear()
    const [rotation] = await finish(world)
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(rotation?.predecessorEndsAt).toEqual(new Date('2026-03-03T13:00:01Z'))
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('4')
    expect(livingIds(world)).toEqual(['1', '3', '4'])
  })

  test('changes nothing when the list cannot be read', async () => {
    const world = await inGrace()
    world.platform.faults.set('list-fails')
    expect(await failureOf(finish(world))).toMatchObject({ exitCode: 6 })
    expect(livingIds(world)).toEqual(['1', '2', '3'])
  })
})

describe('a label of which nothing is in use any more', () => {
  test('where the successor was ended elsewhere: repaired, and the predecessor keeps its promised time', async () => {
    const world = await inGrace()
    world.clock.advance(hours(1))
    world.platform.drop('3')
    const [rotation] = await finish(world)
    expect(rotation).toMatchObject({ outcome: 'rotated', predecessor: { id: '2' }, successor: { id: '4' } })
    expect(rotation?.predecessorEndsAt?.getTime()).toBeCloseTo(Date.parse('2026-03-02T12:00:00Z'), -4)
    expect([storedFor(world, 'ci-main')?.tokenId, livingIds(world)]).toEqual(['4', ['1', '2', '4']])
    world.clock.advance(hours(24))
    expect(await finish(world)).toMatchObject([{ outcome: 'finished' }])
    expect(livingIds(world)).toEqual(['1', '4'])
  })

  test('where predecessor and successor are gone, the next rotation by name replaces what is stored', async () => {
    const world = await inGrace()
    for (const id of ['2', '3']) world.platform.drop(id)
    const within = parseMoment('14d')
    const [rotation] = await rotateTokens({ ...nothing, references: ['ci-main'], within }, world)
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { id: '4' }, predecessorEndsAt: null })
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('4')
    expect([...world.tokenRecords.held.keys()]).toEqual(['4'])
  })
})

test('a grace period that is over does not speak for a rotation without one', async () => {
  const world = await inGrace()
  world.clock.advance(hours(25))
  const [rotation] = await rotateTokens({ ...nothing, references: ['ci-main'] }, world)
  expect(rotation).toMatchObject({ outcome: 'rotated', successor: { id: '4' }, predecessorEndsAt: null })
  expect(livingIds(world)).toEqual(['1', '4'])
})
