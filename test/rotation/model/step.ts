import type { Answer, Effect, Outcome, Run } from '../../../src/domain/rotation/run.ts'
import { judge, judgeEnd, judgeWorld } from './judge.ts'
import { noteAnswer } from './note-answer.ts'
import type { RunBook } from './run-book.ts'
import type { Budget, Scenario } from './scenario.ts'
import { gone, isAlive, type Rotator, replaced, shown, type World } from './world.ts'

/** One thing that may happen next. `broken` names the invariant that it breaks. */
export interface Move {
  /** The rotator that does it, or −1 for the world. */
  who: number
  what: string
  world: World
  broken: string | undefined
  /** With what the rotator ended, if it did. */
  ended?: Outcome
}

export interface Answered {
  what: string
  /** Tells answers apart. */
  key: string
  answer: () => Answer
  /** What it changes outside, and in the rotator's hands. */
  world?: Partial<World>
  hands?: Partial<Rotator>
  /** What it takes from the budget. */
  cost?: keyof Budget
  /** The ids that a list showed, as bits. */
  listed?: number
}

/** One effect of one rotator, with everything that may come of it. */
export class Step {
  readonly scenario: Scenario
  readonly book: RunBook
  readonly world: World
  readonly at: number
  readonly rotator: Rotator
  readonly run: Run
  readonly #moves: Move[]

  constructor(scenario: Scenario, book: RunBook, world: World, at: number, rotator: Rotator, moves: Move[]) {
    this.scenario = scenario
    this.book = book
    this.world = world
    this.at = at
    this.rotator = rotator
    this.run = book.run(rotator.run)
    this.#moves = moves
  }

  get effect(): Effect {
    return this.book.effect(this.rotator.run)
  }

  /** Whether the world may still do that. */
  may(cost: keyof Budget): boolean {
    return this.world.left[cost] > 0
  }

  /** Whether the claim settles now, and with it all that is late. */
  #settles(run: number): boolean {
    return this.scenario.settles && this.run.phase !== 'checking' && this.book.run(run).phase === 'checking'
  }

  /** One possible answer: hands it to the protocol, and asks the judge about the state that it leads to. */
  emit(answered: Answered): void {
    const { rotator, book, at } = this
    if (answered.cost && !this.may(answered.cost)) return
    const run = book.after(rotator.run, answered.key, answered.answer)
    const next = noteAnswer(this, answered, run)
    const effect = book.effect(run)
    const ended = effect.do === 'end'
    const settled = this.#settles(run) ? { tokens: this.world.tokens.map(listedNow) } : {}
    const world: World = {
      ...this.world,
      ...answered.world,
      ...settled,
      rotators: replaced(this.world.rotators, at, ended ? gone : next),
      left: answered.cost ? spent(this.world.left, answered.cost) : this.world.left,
    }
    const blind = this.effect.do === 'create' && answered.key === 'lost' && effect.do !== 'list'
    const broken =
      judge(this) ??
      (blind ? 'I11: a lost create was not resolved by reading' : undefined) ??
      judgeWorld(world) ??
      (ended ? judgeEnd(this, effect.outcome, next, book.run(run), world) : undefined)
    const move: Move = { who: at, what: answered.what, world: { ...world, lived: livedIn(world) }, broken }
    this.#moves.push(effect.do === 'end' ? { ...move, ended: effect.outcome } : move)
  }
}

const listedNow = (token: number): number => (isAlive(token) ? shown(token) : token)

export const spent = (left: Budget, cost: keyof Budget): Budget => ({ ...left, [cost]: left[cost] - 1 })

/** The destinations that have held a live token by now. */
function livedIn({ held, tokens, lived }: World): number {
  let bits = lived
  for (let at = 0; at < held.length; at++) if ((tokens[(held[at] ?? 0) - 1] ?? 0) & 1) bits |= 1 << at
  return bits
}
