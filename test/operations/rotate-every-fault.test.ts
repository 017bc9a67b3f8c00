import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { type Fault, Faults } from '../fakes/memory-faults.ts'
import { keep } from './records.ts'
import { livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world))[0]

async function started() {
  const world = worldInCi()
  await keep(world, 'ci-main', 'store:', 'file:y')
  return world
}

/** The lines of an undisturbed run: each is a moment at which something may go wrong. */
const undisturbed = await started()
await rotate(undisturbed)
const moments = undisturbed.events.lines.map((line, at) => [at, line] as const)

/** Interferes at the line with that number, and undoes it before the next one. */
function disturb(world: World, number: number, act: () => void, undo: () => void = () => undefined): void {
  const tell = world.events.tell.bind(world.events)
  world.events.tell = line => {
    if (world.events.lines.length === number) act()
    if (world.events.lines.length === number + 1) undo()
    tell(line)
  }
}

/** Whatever happened: every place holds a token that lives, and the next run leaves exactly one of the label. */
async function loseNothing(world: World): Promise<void> {
  const rotation = await rotate(world)
  world.platform.faults = new Faults()
  const held = () => [storedFor(world, 'ci-main')?.tokenId, world.destinations.at('file:y').held?.tokenId]
  for (const id of held()) expect(livingIds(world)).toContain(id)
  if (rotation?.outcome === 'rotated') expect(rotation).toMatchObject({ verified: true })
  else expect(rotation?.error?.exitCode).toBeGreaterThan(2)
  world.clock.advance(16 * 60_000)
  expect(await rotate(world)).toMatchObject({ outcome: 'rotated', verified: true })
  const [, ...living] = livingIds(world)
  expect([living, held()]).toEqual([[living[0]], [living[0], living[0]]])
}

const calls = moments.slice(1).filter(([, line]) => /^(list|create|revoke)/.test(line))
const lists = calls.filter(([, line]) => line.startsWith('list'))

describe.each([
  ['rate-limited', calls],
  ['credential-rejected', calls],
  ['no-date', lists],
  ['stale-list', lists],
] as [Fault, typeof calls][])('%s', (fault, when) => {
  test.each(when)('at %i, %s', async at => {
    const world = await started()
    disturb(world, at, () => world.platform.faults.set(fault))
    await loseNothing(world)
  })
})

describe('a place that fails for a moment', () => {
  test.each(moments.filter(([, line]) => /^(observe|write|probe) file:y/.test(line)))(
    'at %i, %s',
    async at => {
      const world = await started()
      const place = world.destinations.at('file:y')
      const fail = () => {
        place.faults = { probe: 'unavailable', observe: 'unavailable', write: 'unavailable' }
      }
      const mend = () => {
        place.faults = {}
      }
      disturb(world, at, fail, mend)
      await loseNothing(world)
    },
  )
})

describe('somebody else', () => {
  test.each(calls)('claims the same label at %i, %s', async at => {
    const world = await started()
    disturb(world, at, () => world.platform.plant('ci-main ~zzzzzzzzzz'))
    await loseNothing(world)
  })
})
