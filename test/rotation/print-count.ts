import type { Exploration } from './explorer.ts'

/** Whether the large bounds are wanted: `BEATPASS_NIGHTLY=1`. */
export const nightly = process.env.BEATPASS_NIGHTLY === '1'

/** Counts are part of what these tests are for: they go to stderr, past any reporter. */
export function printCount(line: string): void {
  process.stderr.write(`rotation: ${line}\n`)
}

export function printExploration({ scenario, broken, ...found }: Exploration): void {
  const { states, transitions, quiet, healed, runs, depth, mostLive, complete } = found
  printCount(
    `${scenario}: ${states} states, ${transitions} transitions, ${quiet} quiet (${healed} leftovers healed), ` +
      `${runs} run states, depth ${depth}, at most ${mostLive} live, ${complete ? 'all' : 'not all'} of it`,
  )
  if (broken) printCount([broken.rule, ...broken.trace].join('\n    '))
}
