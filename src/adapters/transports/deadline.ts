import { monotonic } from '../monotonic.ts'
import type { Phase } from './patience.ts'
import type { Times } from './times.ts'

type Part = Exclude<Phase, 'overall'>

/** When an exchange and its present part must be over. Nothing runs: who looks finds out (see `UnderWay`). */
export class Deadline {
  readonly #times: Times
  readonly #endsAt: number
  #part: Part
  #partEndsAt: number

  constructor(times: Times, part: Part) {
    const now = monotonic()
    this.#times = times
    this.#endsAt = now + times.overall
    this.#part = part
    this.#partEndsAt = now + times[part]
  }

  /** Starts that part's own time anew. */
  enter(part: Part): void {
    this.#part = part
    this.#partEndsAt = monotonic() + this.#times[part]
  }

  /** What has taken too long; `now` is of `monotonic`. */
  missedAt(now: number): Phase | undefined {
    if (now >= this.#endsAt) return 'overall'
    return now >= this.#partEndsAt ? this.#part : undefined
  }
}
