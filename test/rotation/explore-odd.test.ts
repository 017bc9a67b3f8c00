import { expect, test } from 'vitest'
import { explore } from './explorer.ts'
import { shortenPatience } from './model/short-patience.ts'
import { nightly, printCount, printExploration } from './print-count.ts'
import { larger, odd } from './scenarios.ts'

const minutes = 60_000
shortenPatience()

test(
  'sleepers, stale lists and leftovers: the same holds',
  () => {
    let states = 0
    for (const scenario of odd) {
      const found = explore(scenario)
      printExploration(found)
      expect(found.broken, scenario.name).toBeUndefined()
      expect(found.complete, scenario.name).toBe(true)
      states += found.states
    }
    printCount(`${states} states of odd worlds`)
    expect(states).toBeGreaterThan(500_000)
  },
  30 * minutes,
)

test(
  'three rotators and more faults: the same holds, as far as is seen',
  () => {
    const limit = nightly ? 3_500_000 : 20_000
    for (const scenario of larger) {
      const found = explore(scenario, limit)
      printExploration(found)
      expect(found.broken, scenario.name).toBeUndefined()
      expect(found.complete || found.states > limit, scenario.name).toBe(true)
    }
  },
  60 * minutes,
)
