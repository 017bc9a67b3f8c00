import type { advance, interrupt } from '../../../src/domain/rotation/advance.ts'
import type { nextEffect } from '../../../src/domain/rotation/next-effect.ts'
import {
  type Answer,
  type Effect,
  type Goal,
  newRun,
  type Phase,
  type Run,
} from '../../../src/domain/rotation/run.ts'

/** The protocol as the explorer drives it: the real functions, or a mutant's wrappers around them. */
export interface Protocol {
  advance: typeof advance
  interrupt: typeof interrupt
  nextEffect: typeof nextEffect
}

const observing = new Set<Phase>(['observing', 'reading'])
/** Where the doomed ids of this state matter; elsewhere they are found anew or never looked at. */
const sentenced = new Set<Phase>([
  'discarding',
  'proving',
  'securing',
  'revoking',
  'confirming',
  'disproving',
])

/**
 * Every state of a run that occurs, by number. The protocol is pure, so each answer to each state is asked of it once; what
 * can make no difference to it (words, spent snapshots) is left out, so that equal futures are one state.
 */
export class RunBook {
  readonly #protocol: Protocol
  readonly #runs: Run[] = []
  readonly #effects: Effect[] = []
  readonly #numbers = new Map<string, number>()
  readonly #after: Map<string, number>[] = []

  constructor(protocol: Protocol) {
    this.#protocol = protocol
  }

  get size(): number {
    return this.#runs.length
  }

  start(goal: Goal): number {
    return this.#number(newRun(goal))
  }

  run(number: number): Run {
    const run = this.#runs[number]
    if (!run) throw new Error(`no run ${number}`)
    return run
  }

  effect(number: number): Effect {
    const effect = this.#effects[number]
    if (!effect) throw new Error(`no run ${number}`)
    return effect
  }

  /** `key` tells answers apart; the answer itself is made only when it is new to that run. */
  after(number: number, key: string, answer: () => Answer): number {
    const known = this.#after[number]?.get(key)
    if (known !== undefined) return known
    const next = this.#number(this.#protocol.advance(this.run(number), answer()))
    this.#after[number]?.set(key, next)
    return next
  }

  interrupted(number: number): number {
    return this.#number(this.#protocol.interrupt(this.run(number)))
  }

  /** A pause is passed at once: it does nothing to the world, and others may act before the next effect anyway. */
  #number(state: Run): number {
    let run = state
    while (run.pause) run = this.#protocol.advance(run, { kind: 'done' })
    const kept = canonical(run)
    const key = JSON.stringify(kept)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#runs.push(kept) - 1
    this.#effects.push(this.#protocol.nextEffect(kept))
    this.#after.push(new Map())
    this.#numbers.set(key, number)
    return number
  }
}

function canonical(run: Run): Run {
  const ended = run.phase === 'ended'
  const looks = observing.has(run.phase)
  return {
    ...run,
    why: '',
    last: looks ? run.last : null,
    doomed: sentenced.has(run.phase) ? run.doomed : [],
    claim: looks ? null : run.claim,
    held: ended ? [] : run.held,
    seen: ended ? [] : run.seen,
  }
}
