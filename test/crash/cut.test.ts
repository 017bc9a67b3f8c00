import { expect, test } from 'vitest'
import type { Launch } from './beatpass.ts'
import { healed, told, words } from './heal.ts'
import { inLanes, nightly, sampled, say } from './lanes.ts'
import { openProcess } from './one-process.ts'
import { runJudged, setScene } from './scene.ts'
import { type Cut, type ExchangeSize, openWire, type Wire } from './wire.ts'
import { openWorld, type World } from './world.ts'

const manners = ['reset', 'end', 'stall'] as const

/** Long enough for a busy machine: a create that is late, not lost, would arrive after the list that looks for it. */
const optionsFor = { reset: [], end: [], stall: ['--timeout', '3s'] }

interface Lane {
  world: World
  wire: Wire
}

async function openLane(): Promise<Lane> {
  const world = await openWorld({ strangers: false })
  return { world, wire: await openWire(world.port) }
}

/** How many bytes each exchange of an undisturbed rotation has. */
async function sizesOfCleanRun(): Promise<ExchangeSize[]> {
  const { world, wire } = await openLane()
  const scene = await setScene(world, 'ci-clean', { kinds: ['env'] })
  wire.set(undefined)
  const run = await runJudged(scene, { env: { BEATPASS_API_URL: wire.apiUrl } })
  expect(told('undisturbed run', run)).toEqual([])
  expect(run.exitCode).toBe(0)
  return wire.sizes
}

const cutsOf = (sizes: readonly ExchangeSize[]): Cut[] =>
  sizes.flatMap((size, exchange) =>
    (['up', 'down'] as const).flatMap(direction =>
      Array.from({ length: size[direction] }, (_, after) => after).flatMap(after =>
        manners.map(manner => ({ exchange, direction, after, manner })),
      ),
    ),
  )

interface Tally {
  broke: number
  healed: number
  ends: Map<string, number>
}

/** One rotation whose wire breaks there; whatever was not finished is healed by the next run. */
async function cutOnce(cut: Cut, { world, wire }: Lane, label: string, tally: Tally, launch?: Launch) {
  const scene = await setScene(world, label, { kinds: ['env'], options: optionsFor[cut.manner] })
  const way = launch ? { launch } : {}
  wire.set(cut)
  const run = await runJudged(scene, { ...way, env: { BEATPASS_API_URL: wire.apiUrl } })
  if (wire.broke) tally.broke++
  wire.set(undefined)
  const end = `exit ${run.exitCode}`
  tally.ends.set(end, (tally.ends.get(end) ?? 0) + 1)
  const found = told('cut run', run)
  if (run.exitCode === 1 || run.exitCode === null) found.push(words(run))
  if (run.exitCode !== 0) {
    tally.healed++
    found.push(...(await healed(scene, { rerun: false, ...way })))
  }
  scene.remove()
  return found
}

async function cutAll(cuts: readonly Cut[], lanes: number, tally: Tally, launch?: Launch): Promise<string[]> {
  let labels = 0
  return await inLanes(cuts, lanes, openLane, (cut, lane) =>
    cutOnce(cut, lane, `ci-${labels++}`, tally, launch),
  )
}

function sum({ broke, healed, ends }: Tally, cuts: number, of: number): string {
  const codes = [...ends].map(([end, count]) => `${end}: ${count}`).join(', ')
  return `cut at ${broke} of ${cuts} bytes (${of} byte cuts there are): ${codes}; ${healed} healed by the next run`
}

test('the connection cut at the bytes of every exchange, in a process for each run', async () => {
  const all = cutsOf(await sizesOfCleanRun())
  const cuts = nightly ? all.filter((_, at) => at % 160 === 0) : sampled(all, 14)
  const tally: Tally = { broke: 0, healed: 0, ends: new Map() }
  const complaints = await cutAll(cuts, 4, tally)
  say(sum(tally, cuts.length, all.length))
  expect(complaints).toEqual([])
}, 900_000)

test('the connection cut at every byte of every exchange, both ways, by reset, by end and by stall', async () => {
  const all = cutsOf(await sizesOfCleanRun())
  const cuts = sampled(all, 160)
  const tally: Tally = { broke: 0, healed: 0, ends: new Map() }
  const complaints = await cutAll(cuts, nightly ? 96 : 24, tally, openProcess())
  say(sum(tally, cuts.length, all.length))
  expect(complaints).toEqual([])
  expect(tally.broke / cuts.length).toBeGreaterThan(0.9)
}, 3_600_000)
