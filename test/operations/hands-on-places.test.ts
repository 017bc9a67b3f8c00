import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { MemoryDestination, type MemoryDestinationOptions } from '../fakes/memory-destination.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { create, handsWith } from './hands.ts'

test('what was there before is put back, however often the place is looked at meanwhile', async () => {
  const { world, hands, place } = handsWith()
  const { secret } = world.platform.plant('ci-main')
  place.held = secret
  await hands.perform({ do: 'read', at: 0 })
  await hands.perform(create)
  await hands.perform({ do: 'read', at: 0 })
  await hands.perform({ do: 'write', at: 0 })
  expect(place.held.tokenId).toBe('3')
  await hands.perform({ do: 'read', at: 0 })
  expect(await hands.perform({ do: 'restore', at: 0 })).toEqual({ kind: 'done' })
  expect(place.held.tokenId).toBe('2')
})

test('what another run puts there meanwhile is what is put back, or left', async () => {
  const { world, hands, place, end } = handsWith()
  const [first, second] = [world.platform.plant('ci-main'), world.platform.plant('ci-main')]
  place.held = first.secret
  await hands.perform({ do: 'read', at: 0 })
  await hands.perform(create)
  place.held = second.secret
  await hands.perform({ do: 'read', at: 0 })
  await hands.perform({ do: 'write', at: 0 })
  await hands.perform({ do: 'restore', at: 0 })
  expect(place.held).toBe(second.secret)
  expect(end().receipts).toMatchObject([{ status: 'failed', error: 'the previous value was put back' }])
  place.held = first.secret
  await hands.perform({ do: 'restore', at: 0 })
  expect(place.held).toBe(first.secret)
})

test('where nothing was before nothing is put back', async () => {
  const { hands, place } = handsWith()
  await hands.perform({ do: 'read', at: 0 })
  await hands.perform(create)
  await hands.perform({ do: 'write', at: 0 })
  await hands.perform({ do: 'restore', at: 0 })
  expect(place.held?.tokenId).toBe('2')
  place.held = undefined
  await hands.perform({ do: 'restore', at: 0 })
  expect(place.held).toBeUndefined()
})

test('a place is read for what it is: a token, another value, nothing, or not to be read', async () => {
  const read = (options: MemoryDestinationOptions) =>
    handsWith(new MemoryDestination(options)).hands.perform({ do: 'read', at: 0 })
  expect(await read({ held: freshSecret(7) })).toEqual({ kind: 'held', held: { kind: 'token', id: '7' } })
  expect(await read({ held: new Secret('no id') })).toEqual({ kind: 'held', held: { kind: 'other' } })
  expect(await read({})).toEqual({ kind: 'held', held: { kind: 'nothing' } })
  expect(await read({ readsBack: false })).toEqual({ kind: 'held', held: { kind: 'unreadable' } })
})

test('to write before it was created and read is a bug, and no answer', async () => {
  const { hands, place } = handsWith()
  const write = { do: 'write', at: 0 } as const
  await hands.perform({ do: 'read', at: 0 })
  await expect(hands.perform(write)).rejects.toThrow('written before')
  const unread = handsWith().hands
  await unread.perform(create)
  await expect(unread.perform(write)).rejects.toThrow('written before')
  expect(place.calls.write).toBe(0)
})

describe('a proof', () => {
  const prove = (id: string) => ({ do: 'prove', at: 0, id }) as const

  test('is of what the place holds, whether it was created by this run or before it', async () => {
    const { world, hands, place, end } = handsWith()
    expect(await hands.perform(prove('2'))).toEqual({ kind: 'differs' })
    expect(end().receipts).toMatchObject([{ status: 'failed', error: 'it holds another value' }])
    place.held = world.platform.plant('ci-main').secret
    await hands.perform(create)
    expect(await hands.perform(prove('3'))).toEqual({ kind: 'differs' })
    expect(await hands.perform(prove('9'))).toEqual({ kind: 'differs' })
    expect(await hands.perform(prove('2'))).toEqual({ kind: 'alive' })
  })

  test('of a value in which there is no id is what the platform says of it', async () => {
    const { hands } = handsWith(new MemoryDestination({ held: new Secret('no id') }))
    expect(await hands.perform(prove('2'))).toEqual({ kind: 'dead' })
  })

  test('of what was held before this run lets its secret ask, as one of our own does', async () => {
    const { world, hands, place } = handsWith()
    place.held = world.platform.plant('ci-main').secret
    await hands.perform(prove('2'))
    await hands.perform({ do: 'list', as: 'claim' })
    expect(world.events.lines.at(-1)).toBe('list as 2')
  })

  test('of a place that cannot be read says no more than that it took the secret', async () => {
    const { hands, end } = handsWith(new MemoryDestination({ readsBack: false }))
    await hands.perform({ do: 'read', at: 0 })
    await hands.perform(create)
    await hands.perform({ do: 'write', at: 0 })
    expect(await hands.perform(prove('2'))).toEqual({ kind: 'alive' })
    expect(end().receipts).toMatchObject([{ status: 'accepted' }])
  })

  test('of one creation is none of the next', async () => {
    const { hands, end } = handsWith()
    await hands.perform(create)
    await hands.perform({ do: 'read', at: 0 })
    await hands.perform({ do: 'write', at: 0 })
    expect(await hands.perform(prove('2'))).toEqual({ kind: 'alive' })
    expect(end()).toMatchObject({ secret: { tokenId: '2' }, receipts: [{ status: 'verified' }] })
    await hands.perform(create)
    expect(end().secret).toBeUndefined()
  })

  test('is still to come for what was stored though the write failed', async () => {
    const { hands, place, end } = handsWith()
    await hands.perform(create)
    await hands.perform({ do: 'read', at: 0 })
    place.faults.write = 'stored'
    expect(await hands.perform({ do: 'write', at: 0 })).toEqual({ kind: 'done' })
    expect(end().receipts).toMatchObject([{ status: 'accepted' }])
  })
})
