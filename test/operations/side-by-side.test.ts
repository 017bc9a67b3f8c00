import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { sideBySide } from '../../src/operations/side-by-side.ts'
import { MemoryDestination } from '../fakes/memory-destination.ts'
import { keep } from './records.ts'
import { addresses, worldInCi } from './world.ts'

const groups = (items: Record<string, string[]>, writesConditionally = true) =>
  sideBySide(Object.keys(items), item =>
    (items[item] ?? []).map(to => Object.assign(new MemoryDestination({ to }), { writesConditionally })),
  )

describe('side by side', () => {
  test('goes what has nothing in common', () => {
    const items = {
      a: ['store:'],
      b: ['store:'],
      c: ['file:x'],
      d: ['vault:kv/one#A'],
      e: ['vault:kv/two#A'],
    }
    expect(groups(items)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']])
  })

  test('never two fields of one secret', () => {
    const items = { a: ['vault:kv/one#A'], b: ['k8s:ns/s#A'], c: ['store:', 'vault:kv/one#C'] }
    expect(groups(items)).toEqual([['a', 'c'], ['b']])
  })

  test('an item with fields of two secrets brings all of both together', () => {
    const items = {
      a: ['vault:x#A'],
      b: ['vault:y#A'],
      c: ['vault:x#C', 'vault:y#C'],
      d: ['vault:y#D'],
      e: [],
    }
    expect(groups(items)).toEqual([['a', 'b', 'c', 'd'], ['e']])
  })

  test('go fields that are written whatever the rest is, and lines of a dotenv file', () => {
    expect(groups({ a: ['github:o/r#A'], b: ['github:o/r#B'] }, false)).toHaveLength(2)
    expect(groups({ a: ['env:.env#A'], b: ['env:.env#B'] })).toHaveLength(2)
  })
})

test('rotations into fields of one secret go one after the other', async () => {
  const world = worldInCi()
  const references = ['ci-0', 'ci-1', 'ci-2']
  for (const label of references) await keep(world, label)
  const destinations = addresses('vault:kv/app#{LABEL}')
  const rotations = await rotateTokens({ references, destinations, dryRun: false }, world)
  expect(rotations.map(({ outcome }) => outcome)).toEqual(['rotated', 'rotated', 'rotated'])
  const changes = world.events.effects.map(line => line.split(' ')[0])
  expect(changes).toEqual(Array(3).fill(['create', 'write', 'revoke']).flat())
})
