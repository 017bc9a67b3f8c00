import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World, ...references: string[]) =>
  await rotateTokens({ references, destinations: [], dryRun: false }, world)

async function started() {
  const world = worldInCi()
  await keep(world, 'ci-main', 'store:', 'file:y')
  return world
}

/** The lines of an undisturbed run: every one is a moment at which a signal may come. */
async function undisturbed(): Promise<string[]> {
  const world = await started()
  await rotate(world, 'ci-main')
  return world.events.lines
}

const moments = await undisturbed()

/** Signals just before the line with that number. */
function signalAt(world: World, number: number): void {
  const tell = world.events.tell.bind(world.events)
  world.events.tell = line => {
    if (world.events.lines.length === number) world.interruption.requested = true
    tell(line)
  }
}

describe('a signal', () => {
  test.each(moments.map((line, at) => [at, line] as const))('at %i, %s, loses nothing', async at => {
    const world = await started()
    signalAt(world, at)
    const [rotation] = await rotate(world, 'ci-main')
    expect(world.interruption.requested).toBe(true)
    const held = [storedFor(world, 'ci-main')?.tokenId, world.destinations.at('file:y').held?.tokenId]
    for (const id of held) expect(livingIds(world)).toContain(id)
    const done = rotation?.outcome === 'rotated'
    expect(rotation?.error?.exitCode).toBe(done ? undefined : 130)
    world.interruption.requested = false
    world.clock.advance(16 * 60_000)
    const [again] = await rotate(world, 'ci-main')
    expect(again).toMatchObject({ outcome: 'rotated', verified: true })
    expect(livingIds(world)).toHaveLength(2)
    expect(storedFor(world, 'ci-main')?.tokenId).toBe(livingIds(world)[1])
    expect(world.destinations.at('file:y').held?.tokenId).toBe(livingIds(world)[1])
  })

  test('after the create withdraws the claim while nobody holds it', async () => {
    const world = await started()
    signalAt(world, moments.indexOf("create 'ci-main ~aaaaaaaaaa' as 1"))
    expect(await rotate(world, 'ci-main')).toMatchObject([{ outcome: 'interrupted' }])
    expect(world.events.effects).toEqual(["create 'ci-main ~aaaaaaaaaa' as 1", 'revoke 3 as 1'])
  })
})

describe('a process that is killed', () => {
  class Killed extends Error {}

  test.each(moments.map((line, at) => [at, line] as const))('at %i, %s, loses nothing', async at => {
    const world = await started()
    const tell = world.events.tell.bind(world.events)
    world.events.tell = line => {
      tell(line)
      if (world.events.lines.length > at) throw new Killed()
    }
    await expect(rotate(world, 'ci-main')).rejects.toThrow(Killed)
    world.events.tell = tell
    for (const id of [storedFor(world, 'ci-main')?.tokenId, world.destinations.at('file:y').held?.tokenId])
      expect(livingIds(world)).toContain(id)
    world.clock.advance(16 * 60_000)
    expect(await rotate(world, 'ci-main')).toMatchObject([{ outcome: 'rotated', verified: true }])
    expect(livingIds(world)).toHaveLength(2)
    expect(world.destinations.at('file:y').held?.tokenId).toBe(livingIds(world)[1])
  })

  test('after the effect and before its answer loses nothing either', async () => {
    for (const effect of ['create', 'revoke']) {
      const world = await started()
      const { interpose } = world.platform
      world.platform.interpose = async (call, act) => {
        const result = await interpose(call, act)
        if (call.verb === effect) throw new Killed()
        return result
      }
      await expect(rotate(world, 'ci-main')).rejects.toThrow(Killed)
      world.platform.interpose = interpose
      world.clock.advance(16 * 60_000)
      expect(await rotate(world, 'ci-main')).toMatchObject([{ outcome: 'rotated', verified: true }])
      expect(livingIds(world)).toHaveLength(2)
    }
  })
})
