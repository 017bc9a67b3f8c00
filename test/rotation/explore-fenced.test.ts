import { expect, test } from 'vitest'
import { explore } from './explorer.ts'
import { type Place, readable, type Scenario, scenario, unconditional } from './model/scenario.ts'
import { shortenPatience } from './model/short-patience.ts'
import { printCount, printExploration } from './print-count.ts'
import { budget } from './scenarios.ts'

const minutes = 60_000
shortenPatience()

/** A CI secret beside which the id is kept: nobody can read it, and it refuses to replace a larger id all the same. */
const fenced: Place = { readable: false, conditional: false, mono: true }
const mishap = budget({ crashes: 1, faults: 1 })

const worlds: Scenario[] = [
  scenario({ name: 'fenced last', places: [readable, fenced], budget: mishap }),
  scenario({ name: 'fenced first', places: [fenced, unconditional], budget: mishap }),
  scenario({ name: 'fenced last, sleepers', places: [readable, fenced], zombies: true, budget: mishap }),
  scenario({ name: 'all fenced, sleepers', places: [fenced, fenced], zombies: true, budget: mishap }),
]

test(
  'a place that cannot be read and fences by itself keeps I1 to I11, whatever it refuses',
  () => {
    let states = 0
    for (const world of worlds) {
      const found = explore(world)
      printExploration(found)
      expect(found.broken, world.name).toBeUndefined()
      expect(found.complete, world.name).toBe(true)
      expect(found.quiet, world.name).toBeGreaterThan(0)
      states += found.states
    }
    printCount(`${states} states of worlds with a fenced write-only place`)
    expect(states).toBeGreaterThan(50_000)
  },
  10 * minutes,
)
