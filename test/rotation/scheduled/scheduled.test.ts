import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Goal } from '../../../src/domain/rotation/run.ts'
import { nightly, printCount } from '../print-count.ts'
import { commands, type Model } from './commands.ts'
import { Worksite } from './worksite.ts'

/** `BEATPASS_SEED=n` replays one; otherwise these, in order: a few hundred with every change, 20,000 at night. */
const given = process.env.BEATPASS_SEED
const seeds =
  given === undefined ? Array.from({ length: nightly ? 20_000 : 400 }, (_, at) => at + 1) : [Number(given)]
const minutes = 60_000

const tally = { started: 0, mishaps: 0, outcomes: new Map<string, number>() }

const modes = fc.constantFrom<Goal['mode']>('rotate', 'rotate', 'rotate', 'finish', 'if-due')

const property = fc.asyncProperty(fc.scheduler(), modes, commands, async (scheduler, mode, steps) => {
  const site = new Worksite(scheduler)
  const model: Model = { started: 2, mishaps: 0 }
  site.start('rotate')
  site.start(mode)
  await fc.scheduledModelRun(scheduler, async () => ({ model, real: site }), steps)
  await scheduler.waitIdle()
  if (site.broken) throw site.broken
  for (const [at, end] of site.ends.entries()) {
    if (site.workers[at]?.killed) continue
    const { verdict } = (await end).run
    tally.outcomes.set(String(verdict), (tally.outcomes.get(String(verdict)) ?? 0) + 1)
  }
  await site.heal()
  tally.started += model.started
  tally.mishaps += model.mishaps
})

test(
  'the real driver under any schedule of calls, crashes, signals, sleep and faults: nothing dead is held, all heals',
  async () => {
    for (const seed of seeds) {
      await fc.assert(property, { seed, numRuns: 1 }).catch((cause: unknown) => {
        throw new Error(`BEATPASS_SEED=${seed} replays this`, { cause })
      })
    }
    const outcomes = [...tally.outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')
    printCount(`${seeds.length} seeds: ${tally.started} rotators, ${tally.mishaps} mishaps; ${outcomes}`)
    if (seeds.length > 1) expect(tally.outcomes.get('rotated')).toBeGreaterThan(0)
  },
  60 * minutes,
)
