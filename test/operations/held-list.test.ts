import { describe, expect, test } from 'vitest'
import { type HeldListRequest, holdList } from '../../src/operations/held-list.ts'
import { shownIn } from './listed.ts'
import { aRecord } from './records.ts'
import { type World, worldInCi } from './world.ts'

const idsOf = async (world: World, request: Partial<HeldListRequest>) => {
  const held = await holdList({ sort: 'created', ties: 'larger-id', ...request }, world)
  return (await shownIn(held.pages())).tokens.map(({ id }) => id)
}

describe('tokens that are the same otherwise', () => {
  test('go by their ids as numbers, up or down as is wanted', async () => {
    const world = worldInCi()
    for (let at = 2; at <= 11; at++) world.platform.plant('same')
    const up = Array.from({ length: 11 }, (_, at) => String(at + 1))
    expect(await idsOf(world, { ties: 'smaller-id' })).toEqual(up)
    expect(await idsOf(world, { ties: 'larger-id' })).toEqual(up.toReversed())
    expect(await idsOf(world, { ties: 'smaller-id', sort: 'expires' })).toEqual(up)
    expect(await idsOf(world, { ties: 'smaller-id', sort: 'name' })).toEqual(up)
    expect(await idsOf(world, { ties: 'larger-id', sort: 'name' })).toEqual([
      '1',
      ...up.slice(1).toReversed(),
    ])
  })

  test('a missing one takes its place among them', async () => {
    const world = worldInCi()
    for (const name of ['same', 'same']) world.platform.plant(name)
    world.platform.drop('2')
    await world.tokenRecords.put(aRecord('2', 'same', { createdAt: world.clock.now() }))
    expect(await idsOf(world, { ties: 'smaller-id', wants: ({ label }) => label === 'same' })).toEqual([
      '2',
      '3',
    ])
  })
})

test('an empty list has one page, which is empty, and no first', async () => {
  const held = await holdList({ sort: 'name', ties: 'larger-id', wants: () => false }, worldInCi())
  expect([held.size, held.first(() => true), [...held.pages()].map(({ tokens }) => tokens)]).toEqual([
    0,
    undefined,
    [[]],
  ])
})

test('the first is the first in that order for which it is so', async () => {
  const world = worldInCi()
  for (const name of ['b', 'a', 'c']) world.platform.plant(name)
  const held = await holdList({ sort: 'name', ties: 'larger-id' }, world)
  expect(held.first(({ name }) => name > 'a')?.id).toBe('2')
  expect(held.first(({ name }) => name > 'z')).toBeUndefined()
})

test('what ends soonest comes first, what never ends last', async () => {
  const world = worldInCi()
  world.platform.facts = { ...world.platform.facts, lifetimeDays: null }
  for (const name of ['never', 'late', 'soon']) world.platform.plant(name)
  for (const [id, label, day] of [
    ['3', 'late', '2026-12-31'],
    ['4', 'soon', '2026-12-01'],
  ] as const)
    await world.tokenRecords.put(aRecord(id, label, { requestedExpiry: new Date(day) }))
  const wants = ({ id }: { id: string }) => id !== '1'
  expect(await idsOf(world, { sort: 'expires', ties: 'smaller-id', wants })).toEqual(['4', '3', '2'])
})

test('names go by the alphabet, whatever order they are listed in', async () => {
  const world = worldInCi()
  for (const name of ['b', 'd', 'a', 'c']) world.platform.plant(name)
  for (const ties of ['larger-id', 'smaller-id'] as const)
    expect(await idsOf(world, { sort: 'name', ties })).toEqual(['4', '2', '5', '1', '3'])
})

test('a limit keeps the first ones', async () => {
  const world = worldInCi()
  for (const name of ['b', 'a', 'c']) world.platform.plant(name)
  expect(await idsOf(world, { sort: 'name', limit: 2 })).toEqual(['3', '2'])
})

test('a platform that gives no page at all breaks its contract: that is no empty list', async () => {
  const world = worldInCi()
  world.platform.tokenPages = async function* () {}
  await expect(holdList({ sort: 'name', ties: 'larger-id' }, world)).rejects.toThrow('no page at all')
})
