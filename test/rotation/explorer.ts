import { advance, interrupt } from '../../src/domain/rotation/advance.ts'
import { nextEffect } from '../../src/domain/rotation/next-effect.ts'
import { Closing } from './model/closing.ts'
import { movesFrom } from './model/moves.ts'
import { type Protocol, RunBook } from './model/run-book.ts'
import type { Scenario } from './model/scenario.ts'
import { Seen } from './model/seen.ts'
import type { Move } from './model/step.ts'
import { firstWorld, isAlive, type World } from './model/world.ts'

export const real: Protocol = { advance, interrupt, nextEffect }

export interface Exploration {
  scenario: string
  states: number
  transitions: number
  /** States in which nothing is under way, and how many different leftovers they come to: all were healed. */
  quiet: number
  healed: number
  /** Different states of the protocol itself. */
  runs: number
  depth: number
  mostLive: number
  /** Whether everything reachable was seen. */
  complete: boolean
  broken: Counterexample | undefined
}

export interface Counterexample {
  rule: string
  /** The shortest way there. */
  trace: string[]
}

/** Sees every state that a scenario can reach, breadth first, up to a limit; stops at the first broken invariant. */
export function explore(scenario: Scenario, limit = 3_000_000, protocol = real): Exploration {
  const book = new RunBook(protocol)
  const closing = new Closing(scenario, book)
  const start = firstWorld(scenario)
  const seen = new Seen()
  const paths = new Paths()
  seen.add(start)
  let level: [World, number][] = [[start, 0]]
  const found = { transitions: 0, quiet: 0, depth: 0, mostLive: 0 }
  const end = (complete: boolean, broken?: Counterexample): Exploration => ({
    scenario: scenario.name,
    states: seen.size,
    ...found,
    healed: closing.size,
    runs: book.size,
    complete,
    broken,
  })
  while (level.length > 0) {
    const next: [World, number][] = []
    for (const [world, path] of level) {
      const way = (last?: Move) => paths.trace(path, last, start, from => movesFrom(scenario, book, from))
      if (isQuiet(world)) {
        found.quiet++
        const rule = closing.judge(world)
        if (rule) return end(false, { rule, trace: way() })
      }
      const moves = movesFrom(scenario, book, world)
      found.transitions += moves.length
      for (const [number, move] of moves.entries()) {
        if (move.broken) return end(false, { rule: move.broken, trace: way(move) })
        if (!seen.add(move.world)) continue
        next.push([move.world, paths.add(path, number)])
        found.mostLive = Math.max(found.mostLive, countLive(move.world, scenario))
      }
    }
    if (seen.size > limit) return end(false)
    level = next
    found.depth++
  }
  return end(true)
}

function isQuiet({ rotators }: World): boolean {
  return rotators.every(({ run }) => run < 0) && rotators.some(({ run }) => run === -2)
}

/** Live tokens beyond the strangers. */
function countLive({ tokens }: World, { first, selects }: Scenario): number {
  let count = 0
  for (const [index, token] of tokens.entries()) {
    const one = first[index]
    if (isAlive(token) && (!one || selects(one.name, one.adopted ?? false))) count++
  }
  return count
}

/** How each state was reached: from which, by which of its moves. The words are found by walking there again. */
class Paths {
  readonly #from: number[] = [-1]
  readonly #move: number[] = [0]

  add(from: number, move: number): number {
    this.#move.push(move)
    return this.#from.push(from) - 1
  }

  trace(path: number, last: Move | undefined, start: World, movesOf: (world: World) => Move[]): string[] {
    const numbers: number[] = []
    for (let at = path; at > 0; at = this.#from[at] ?? 0) numbers.unshift(this.#move[at] ?? 0)
    const lines: string[] = []
    let world = start
    for (const number of numbers) {
      const move = movesOf(world)[number]
      if (!move) throw new Error('the way to a state is lost')
      lines.push(words(move))
      world = move.world
    }
    if (last) lines.push(words(last))
    return lines
  }
}

const words = ({ who, what }: Move) => (who < 0 ? what : `${String.fromCharCode(65 + who)}: ${what}`)
