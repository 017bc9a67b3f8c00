import { expect, test } from 'vitest'
import type { Outcome } from '../../src/domain/rotation/run.ts'
import { real } from './explorer.ts'
import { Closing } from './model/closing.ts'
import { act, begin } from './model/moves.ts'
import { RunBook } from './model/run-book.ts'
import { readable, scenario } from './model/scenario.ts'
import type { Move } from './model/step.ts'
import { firstWorld, type World } from './model/world.ts'
import { printCount } from './print-count.ts'

/**
 * Both have observed: listed twice and read the one destination. The nine steps of each that follow are the whole of what
 * may collide: create, list (is it listed), list (who wins), list (guard), read, write, prove, list (secure), revoke.
 */
const observed = ['list', 'list', 'read 0: 1']
const steps = 9
const two = scenario({ name: 'two', held: [1], places: [readable] })

interface State {
  world: World
  ended: readonly Outcome[]
}

class Race {
  readonly book = new RunBook(real)
  readonly closing = new Closing(two, this.book)
  readonly outcomes = new Map<string, number>()
  count = 0

  start(): State {
    let world = firstWorld(two)
    for (const at of [0, 1]) world = begin(two, this.book, world, at).world
    let state: State = { world, ended: [] }
    for (const at of [0, 1]) for (const what of observed) state = this.step(state, at, what)
    return state
  }

  /** The rotator's next effect; nothing once it has ended. */
  step(state: State, at: number, expected?: string): State {
    if (state.world.rotators[at]?.run === -2) return state
    const moves: Move[] = []
    act(two, this.book, state.world, at, moves)
    const [move] = moves
    if (!move || moves.length !== 1) throw new Error('without faults there is one way to go')
    if (expected) expect(move.what).toBe(expected)
    if (move.broken) throw new Error(move.broken)
    return { world: move.world, ended: move.ended ? [...state.ended, move.ended] : state.ended }
  }

  /** All orders in which `a` steps of the one and `b` of the other can be taken. */
  all(state: State, a: number, b: number): void {
    if (a > 0) this.all(this.step(state, 0), a - 1, b)
    if (b > 0) this.all(this.step(state, 1), a, b - 1)
    if (a === 0 && b === 0) this.finish(state)
  }

  finish(state: State): void {
    this.count++
    let end = state
    for (const at of [0, 1]) for (let more = 0; more < 20; more++) end = this.step(end, at)
    expect(end.ended.length).toBe(2)
    expect(this.closing.judge(end.world)).toBeUndefined()
    const names = [...end.ended].sort().join(' + ')
    this.outcomes.set(names, (this.outcomes.get(names) ?? 0) + 1)
  }
}

test('all 48,620 interleavings of two rotators end safely, with one winner at the most', () => {
  const race = new Race()
  race.all(race.start(), steps, steps)
  const outcomes = [...race.outcomes].map(([names, count]) => `${names} ${count}`)
  printCount(`${race.count} interleavings: ${outcomes.join(', ')}`)
  expect(race.count).toBe(48_620)
  expect([...race.outcomes.keys()]).not.toContain('rotated + rotated')
}, 120_000)
