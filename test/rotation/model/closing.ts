import type { Goal } from '../../../src/domain/rotation/run.ts'
import { act, begin } from './moves.ts'
import type { RunBook } from './run-book.ts'
import type { Scenario } from './scenario.ts'
import type { Move } from './step.ts'
import * as worlds from './world.ts'
import { isAlive, newToken, type World } from './world.ts'

const noBudget = { crashes: 0, faults: 0, stale: 0, late: 0, signals: 0, hands: 0 }
const mostSteps = 80

/** I7: whether one clean run heals what was left, once every lease and grace period is over. Remembers what it found. */
export class Closing {
  readonly #scenario: Scenario
  readonly #book: RunBook
  readonly #known = new Map<string, string | undefined>()

  constructor(scenario: Scenario, book: RunBook) {
    const healers = (['rotate', 'finish', 'if-due'] as const).map(mode => ({ mode }))
    this.#scenario = { ...scenario, rotators: [...scenario.rotators, ...healers], zombies: false, date: true }
    this.#book = book
  }

  /** How many different leftovers were healed. */
  get size(): number {
    return this.#known.size
  }

  /** What does not converge, or `undefined`. */
  judge(world: World): string | undefined {
    const key = `${world.tokens.join()}|${world.held.join()}|${world.delayed.join()}`
    if (this.#known.has(key)) return this.#known.get(key)
    const found = this.#heal(world, 'rotate') ?? this.#heal(world, 'finish') ?? this.#heal(world, 'if-due')
    this.#known.set(key, found)
    return found
  }

  #heal(left: World, mode: Goal['mode']): string | undefined {
    const once = this.#run(aged(left), mode)
    if (typeof once === 'string') return `I7: ${mode} ${once}`
    // In a grace period a second run ends the predecessor, once that is over.
    const world = this.#scenario.grace ? this.#run(aged(once), 'finish') : once
    if (typeof world === 'string') return `I7: finish after ${mode} ${world}`
    const live = this.#own(world)
    const [x] = live
    if (live.length !== 1) return `I7: ${mode} leaves ${live.length} live tokens: ${live.join(', ')}`
    return world.held.every(id => id === x) ? undefined : `I7: ${mode} leaves a destination without the token`
  }

  #own({ tokens }: World): number[] {
    const { first, selects } = this.#scenario
    const ids = tokens.map((_, index) => index + 1).filter(id => isAlive(tokens[id - 1]))
    return ids.filter(id => {
      const one = first[id - 1]
      return !one || selects(one.name, one.adopted ?? false)
    })
  }

  /** One run without any fault: each of its effects has one answer. */
  #run(world: World, mode: Goal['mode']): World | string {
    const at = this.#scenario.rotators.findLastIndex(planned => planned.mode === mode)
    const rotators = this.#scenario.rotators.map(() => worlds.gone)
    let now = begin(this.#scenario, this.#book, { ...world, rotators, left: noBudget }, at).world
    for (let steps = 0; steps < mostSteps; steps++) {
      if (now.rotators[at]?.run === -2) return now
      const moves: Move[] = []
      act(this.#scenario, this.#book, now, at, moves)
      const [move] = moves
      if (!move || moves.length > 1) throw new Error('a clean run has one way to go')
      if (move.broken) return `breaks ${move.broken}`
      now = move.world
    }
    return 'does not end'
  }
}

/** All that was late has come, and is older than any lease and grace period. */
function aged(world: World): World {
  const arrived = [...world.tokens, ...world.delayed.map(nonce => newToken(nonce, true))]
  const tokens = arrived.map(token => (isAlive(token) ? worlds.aged(worlds.shown(token), 2) : token))
  return { ...world, tokens, delayed: [] }
}
