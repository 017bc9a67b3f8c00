import { expect, test } from 'vitest'
import { explore } from './explorer.ts'
import { shortenPatience } from './model/short-patience.ts'
import { printCount, printExploration } from './print-count.ts'
import { common } from './scenarios.ts'

const minutes = 60_000
shortenPatience()

test(
  'every state that two rotators, a crash and a fault can reach keeps I1 to I11 and heals in one run',
  () => {
    let states = 0
    for (const scenario of common) {
      const found = explore(scenario)
      printExploration(found)
      expect(found.broken, scenario.name).toBeUndefined()
      expect(found.complete, scenario.name).toBe(true)
      expect(found.quiet, scenario.name).toBeGreaterThan(0)
      states += found.states
    }
    printCount(`${states} states of common worlds`)
    expect(states).toBeGreaterThan(1_000_000)
  },
  30 * minutes,
)
