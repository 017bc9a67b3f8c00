import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Running } from './beatpass.ts'
import { healed, told, words } from './heal.ts'
import { inLanes, nightly, sampled, say } from './lanes.ts'
import { runJudged, setScene } from './scene.ts'
import { openWorld, type World } from './world.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const
type Signal = keyof typeof exitCodes

/** A rotation to two destinations asks thirteen times; each question waits for its answer while the signal comes. */
const questions = 13
const slow = 'delay=120ms@* /*'

interface Case {
  signal: Signal
  times: 1 | 2
  /** The request during which it comes. */
  at: number
}

const cases: Case[] = Array.from({ length: questions }, (_, index) => index + 1).flatMap(at =>
  (Object.keys(exitCodes) as Signal[]).flatMap(signal =>
    ([1, 2] as const).map(times => ({ signal, times, at })),
  ),
)

/** Sends the signal when the request arrives, a second one a moment later; says how long it took to end. */
function interrupting({ signal, times, at }: Case, world: World, took: (ms: number) => void) {
  return async (running: Running) => {
    let seen = 0
    let sent = 0
    const end = world.watch(() => {
      seen++
      if (seen !== at) return
      sent = performance.now()
      running.child.kill(signal)
      if (times === 2) void sleep(40).then(() => running.child.kill(signal))
    })
    await running.ended
    end()
    took(performance.now() - sent)
  }
}

async function interruptOnce(one: Case, world: World, label: string): Promise<string[]> {
  const scene = await setScene(world, label)
  let took = 0
  const run = await runJudged(scene, {
    during: interrupting(one, world, ms => {
      took = ms
    }),
  })
  const found = told('interrupted run', run)
  // The last question shows the goal: with its answer there is nothing left to interrupt.
  const isDone = one.at === questions && run.exitCode === 0
  if (run.exitCode !== exitCodes[one.signal] && !isDone) found.push(`not interrupted: ${words(run)}`)
  if (took > (one.times === 1 ? 6_000 : 1_000)) found.push(`it took ${Math.round(took)} ms to end`)
  const lines = run.stderr.split('\n').filter(line => line.includes('"error"'))
  if (lines.length !== (isDone ? 0 : 1)) found.push(`not one line on how it ended: ${run.stderr}`)
  // A request may outlive the process that sent it: what it does must not come after the lease.
  await sleep(300)
  found.push(...(await healed(scene, { rerun: false })))
  scene.remove()
  return found
}

test('a signal at each request, once and twice: a safe state within 5 s, 130 or 143, and the next run heals', async () => {
  const chosen = sampled(cases, 14)
  let labels = 0
  const open = () => openWorld({ faults: [slow] })
  const complaints = await inLanes(chosen, nightly ? 6 : 4, open, (one, world) =>
    interruptOnce(one, world, `ci-${labels++}`),
  )
  say(`interrupted at ${chosen.length} of ${cases.length} points`)
  expect(complaints).toEqual([])
}, 1_800_000)

test.each(['stdout', 'stderr', 'both'])(
  'a closed pipe (%s) stops the output, never the work',
  async which => {
    const world = await openWorld()
    const scene = await setScene(world, 'ci-closed')
    const run = await runJudged(scene, {
      during({ child }) {
        if (which !== 'stderr') child.stdout?.destroy()
        if (which !== 'stdout') child.stderr?.destroy()
      },
    })
    expect(told('run', run)).toEqual([])
    expect(run.exitCode).toBe(0)
    scene.remove()
  },
)
