import { describe, expect, test } from 'vitest'
import { parseMoment } from '../../src/domain/expiry.ts'
import { finishRotations } from '../../src/operations/finish-rotations.ts'
import { placesBesideGrace } from '../../src/operations/places-beside-grace.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { aRecord, keep } from './records.ts'
import { addresses, livingIds, worldInCi } from './world.ts'

describe('places that a rotation with a grace period has left', () => {
  const rotate = { references: ['ci-main'], destinations: [], dryRun: false }
  const moved = { ...rotate, destinations: addresses('file:new'), grace: parseMoment('24h') }
  const within = parseMoment('14d')
  const finish = { ...rotate, references: [] }
  const hour = 3_600_000

  test('keep the predecessor until its time is over: neither finish nor a scheduled run ends it', async () => {
    const world = worldInCi()
    const { id } = await keep(world, 'ci-main', 'file:old')
    await rotateTokens(moved, world)
    world.events.lines.length = 0
    world.clock.advance(hour)
    const nothing = { outcome: 'nothing-due', predecessor: { id }, successor: { id: '3' } }
    expect(await finishRotations(finish, world)).toMatchObject([nothing])
    expect(await rotateTokens({ ...rotate, within }, world)).toMatchObject([nothing])
    expect([world.events.effects, livingIds(world)]).toEqual([[], ['1', id, '3']])
  })

  test('are delivered to again afterwards, so that no place is left with a dead secret', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'file:old')
    await rotateTokens(moved, world)
    world.clock.advance(25 * hour)
    expect(await finishRotations(finish, world)).toMatchObject([{ outcome: 'rotated' }])
    const held = ['file:old', 'file:new'].map(place => world.destinations.at(place).held?.tokenId)
    expect(held).toEqual(['4', '4'])
  })

  test('do not keep a new place from being repaired meanwhile', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'file:old')
    await rotateTokens(moved, world)
    world.destinations.at('file:new').held = undefined
    expect(await finishRotations(finish, world)).toMatchObject([{ outcome: 'rotated' }])
    expect(world.destinations.at('file:new').held?.tokenId).toBe('4')
  })
})

describe('the places to look at first are', () => {
  const graceEndsAt = new Date('2026-03-02T12:00:00Z')
  const left = aRecord('2', 'ci-main', { storedIn: ['file:old'], graceEndsAt })
  const inUse = aRecord('3', 'ci-main', { storedIn: ['file:new', 'file:more'] })
  const other = aRecord('4', 'other', { storedIn: ['file:other'] })
  const records = [left, inUse, other]
  const finish = { mode: 'finish' as const, destinations: [] }

  test('those of the token in use, while its predecessor keeps one', () => {
    expect(placesBesideGrace(finish, 'ci-main', { records })).toEqual(addresses('file:new', 'file:more'))
  })

  test.each([
    ['the rotation is asked for', { ...finish, mode: 'rotate' as const }, records],
    ['the user names places', { ...finish, destinations: addresses('file:named') }, records],
    ['the predecessor keeps none', finish, [{ ...left, storedIn: [] }, inUse]],
    ['only another label has one in its grace period', finish, [{ ...left, label: 'other' }, inUse]],
  ])('none where %s', (_why, request, records) => {
    expect(placesBesideGrace(request, 'ci-main', { records })).toEqual([])
  })
})
