import { describe, expect, test } from 'vitest'
import { createTokens } from '../../src/operations/create-tokens.ts'
import { keep } from './records.ts'
import { addresses, failureOf, livingNames, storedFor, type World, worldInCi } from './world.ts'

const labels = Array.from({ length: 40 }, (_, at) => `ci-${at}`)
const create = (world: World, names: readonly string[], ...to: string[]) =>
  createTokens({ labels: names, destinations: addresses(...(to.length > 0 ? to : ['store:'])) }, world)
const outcomes = async (world: World, ...args: [readonly string[], ...string[]]) =>
  (await create(world, ...args)).map(one => ('error' in one ? one.error.code : one.created.token.label))

describe('several tokens', () => {
  test('are created side by side, in order, each delivered, and read back with one list', async () => {
    const world = worldInCi()
    expect(await outcomes(world, labels, 'store:', 'file:secrets/{label}')).toEqual(labels)
    expect(livingNames(world)).toEqual(['ci session', ...labels])
    for (const label of labels) {
      const secret = storedFor(world, label)
      expect(world.platform.tokens.find(({ id }) => String(id) === secret?.tokenId)?.name).toBe(label)
      expect(world.destinations.at(`file:secrets/${label}`).held?.tokenId).toBe(secret?.tokenId)
    }
    expect(world.events.lines.filter(line => line.startsWith('list'))).toEqual(['list as 1', 'list as 1'])
    expect(world.tokenRecords.held.size).toBe(40)
  })

  test('tie their profile once, all of them', async () => {
    const world = worldInCi()
    await create(world, labels)
    expect(world.profiles.calls).toEqual({ read: 1, write: 1 })
    expect(world.profiles.held.size).toBe(1)
  })

  test('settings that cannot be written are a warning of each, and are tried again by the next', async () => {
    const world = worldInCi()
    world.profiles.failing = true
    world.events.before("create 'ci-30'", () => {
      world.profiles.failing = false
    })
    const creations = await create(world, labels)
    const warned = creations.map(one => 'created' in one && one.created.warnings.length > 0)
    expect([warned[0], warned[39]]).toEqual([true, false])
    expect(world.profiles.held.size).toBe(1)
  })

  test('what one runs into stops nobody else; run again, only the missing one is made', async () => {
    const world = worldInCi()
    world.events.before("create 'ci-7'", () => world.platform.faults.set('create-not-sent'))
    const first = await outcomes(world, labels)
    expect(first.filter(outcome => !outcome.startsWith('ci-'))).toEqual(['platform_unavailable'])
    expect(first[7]).toBe('platform_unavailable')
    const again = await outcomes(world, labels)
    expect(again.filter(outcome => outcome === 'name_taken')).toHaveLength(39)
    expect(again[7]).toBe('ci-7')
  })

  test('an answer that was lost is looked up: its orphan is named', async () => {
    const world = worldInCi()
    world.events.before("create 'ci-7'", () => world.platform.faults.set('create-answer-lost'))
    const creations = await create(world, labels.slice(0, 10))
    expect(creations[7]).toMatchObject({ label: 'ci-7', error: { exitCode: 9 } })
  })

  test('after a signal no other is begun, and those that were are whole', async () => {
    const world = worldInCi()
    world.events.before("create 'ci-20'", () => {
      world.interruption.requested = true
    })
    const creations = await create(world, labels)
    const made = creations.flatMap(one => ('created' in one ? [one.label] : []))
    expect(made.length).toBeGreaterThanOrEqual(20)
    expect(creations[39]).toMatchObject({ error: { code: 'interrupted' } })
    expect(livingNames(world)).toEqual(['ci session', ...made])
    for (const label of made) expect(storedFor(world, label)).toBeDefined()
  })

  test('one that the list does not show yet is looked for on its own', async () => {
    const world = worldInCi()
    world.events.before("create 'two", () =>
      world.events.before('list', () => world.platform.faults.set('stale-list')),
    )
    expect(await outcomes(world, ['one', 'two'])).toEqual(['one', 'two'])
  })

  test('a place that fails for the first time rolls that one back only', async () => {
    const world = worldInCi()
    world.destinations.at('file:two').faults.write = 'unavailable'
    expect(await outcomes(world, ['one', 'two', 'three'], 'file:{label}')).toEqual([
      'one',
      'rolled_back',
      'three',
    ])
    expect(livingNames(world)).toEqual(['ci session', 'one', 'three'])
  })
})

describe('nothing is minted', () => {
  test.each([
    [['one', 'one'], 'store:', "'one' is named twice"],
    [['one', 'two'], 'file:x', 'file:x cannot take the secrets of 2 tokens'],
    [['one', 'two'], 'stdout:', 'stdout: cannot take the secrets of 2 tokens'],
  ])('for %j to %s', async (names, to, message) => {
    const world = worldInCi()
    expect(await failureOf(create(world, names, to))).toMatchObject({ exitCode: 2, message })
    expect(world.events.lines).toEqual([])
  })

  test('where one place of many is not available: exit 7', async () => {
    const world = worldInCi()
    world.destinations.at('file:ci-30').faults.probe = 'unavailable'
    expect(await failureOf(create(world, labels, 'file:{label}'))).toMatchObject({ exitCode: 7 })
    expect(world.events.effects).toEqual([])
  })

  test('for a name that is taken, and the others are made', async () => {
    const world = worldInCi()
    await keep(world, 'two')
    expect(await outcomes(world, ['one', 'two'])).toEqual(['one', 'name_taken'])
  })
})
