import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { addresses, failureOf, livingIds, storedFor, type World, worldInCi } from './world.ts'

const labels = Array.from({ length: 40 }, (_, at) => `ci-${at}`)

async function worldOfMany(names = labels) {
  const world = worldInCi()
  for (const label of names) await keep(world, label)
  return world
}
const rotate = async (world: World, ...to: string[]) =>
  await rotateTokens({ references: labels, destinations: addresses(...to), dryRun: false }, world)
const countOf = ({ events }: World, verb: string) => events.lines.filter(line => line.startsWith(verb)).length
const secretsLive = (world: World) => {
  for (const label of labels) expect(livingIds(world)).toContain(storedFor(world, label)?.tokenId)
}

describe('many tokens', () => {
  test('are rotated side by side, in order, and share their lists', async () => {
    const world = await worldOfMany()
    const rotations = await rotate(world)
    expect(rotations.map(({ label, outcome, verified }) => [label, outcome, verified])).toEqual(
      labels.map(label => [label, 'rotated', true]),
    )
    expect(livingIds(world)).toHaveLength(41)
    secretsLive(world)
    expect([countOf(world, 'create'), countOf(world, 'revoke')]).toEqual([40, 40])
    // Of its own each has two: one proves the new secret, one disproves the old. Alone it takes ten.
    const ownLists = 2 * labels.length
    expect(countOf(world, 'list') - ownLists).toBeLessThan(40)
    expect(world.terminal.notes).toEqual([])
  })

  test('what one runs into stops nobody else', async () => {
    const world = await worldOfMany()
    world.events.before("create 'ci-7 ", () => world.platform.faults.set('create-not-sent'))
    world.events.before("create 'ci-30 ", () => world.platform.faults.set('create-not-sent'))
    const rotations = await rotate(world)
    const failures = rotations.filter(({ outcome }) => outcome !== 'rotated')
    expect(failures).toMatchObject([{ label: 'ci-7' }, { label: 'ci-30' }])
    secretsLive(world)
  })

  test('after a signal those under way come to rest, the others are not begun', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `ci-${at}`)
    const request = { references: names, destinations: [], dryRun: false }
    const world = await worldOfMany(names)
    world.events.before("create 'ci-80 ", () => {
      world.interruption.requested = true
    })
    const rotations = await rotateTokens(request, world)
    const outcomes = rotations.map(({ outcome }) => outcome)
    expect(outcomes.slice(0, 16)).toEqual(Array(16).fill('rotated'))
    expect(outcomes.slice(80)).toEqual(Array(70).fill('interrupted'))
    expect(rotations[149]?.error?.message).toBe("'ci-149': interrupted before it began")
    for (const name of names) expect(livingIds(world)).toContain(storedFor(world, name)?.tokenId)
    expect(livingIds(world)).toHaveLength(151)
    world.interruption.requested = false
    world.clock.advance(16 * 60_000)
    for (const { outcome } of await rotateTokens(request, world)) expect(outcome).toBe('rotated')
  })

  test('a signal at any moment leaves only live secrets, and the next run goes on', async () => {
    const quiet = await worldOfMany()
    await rotate(quiet)
    const moments = quiet.events.lines.length
    for (let at = 1; at < moments; at += 37) {
      const world = await worldOfMany()
      const tell = world.events.tell.bind(world.events)
      world.events.tell = line => {
        if (world.events.lines.length === at) world.interruption.requested = true
        tell(line)
      }
      await rotate(world)
      expect(world.interruption.requested).toBe(true)
      secretsLive(world)
      world.interruption.requested = false
      world.clock.advance(16 * 60_000)
      for (const { outcome } of await rotate(world)) expect(outcome).toBe('rotated')
      expect(livingIds(world)).toHaveLength(41)
      secretsLive(world)
    }
  })

  test('one place for all is refused before anything is created', async () => {
    const world = await worldOfMany()
    expect(await failureOf(rotate(world, 'file:x'))).toMatchObject({ exitCode: 2 })
    expect(world.events.effects).toEqual([])
  })

  test('a place for each is filled', async () => {
    const world = await worldOfMany()
    await rotate(world, 'file:secrets/{label}')
    for (const label of labels) {
      const held = world.destinations.at(`file:secrets/${label}`).held?.tokenId
      expect(livingIds(world)).toContain(held)
    }
  })

  test('how far it is, is told after each', async () => {
    const world = await worldOfMany()
    const told: number[] = []
    const watch = (done: number, total: number) => {
      expect(total).toBe(40)
      told.push(done)
    }
    await rotateTokens({ references: labels, destinations: [], dryRun: false, watch }, world)
    expect(told).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
  })
})
