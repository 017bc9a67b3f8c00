import { ExchangeFailed, type Reach } from '../../ports/transport.ts'
import { monotonic } from '../monotonic.ts'
import type { Times } from './times.ts'

export type Phase = 'connect' | 'headers' | 'idle' | 'overall'

const waitedFor: Record<Phase, string> = {
  connect: 'no connection',
  headers: 'no answer',
  idle: 'the answer stopped',
  overall: 'not done',
}

/** The failure of an exchange whose time is up. */
export function timedOut(host: string, phase: Phase, times: Times, reach: Reach): ExchangeFailed {
  const seconds = times[phase] / 1000
  return new ExchangeFailed(`${host}: ${waitedFor[phase]} within ${seconds} s`, reach, 'timeout')
}

/** Runs out once, when the phase that was entered last, or the whole exchange, takes too long. */
export class Patience {
  readonly #times: Times
  readonly #onTimeout: (phase: Phase) => void
  #whole: NodeJS.Timeout | undefined
  #part: NodeJS.Timeout | undefined
  #left: number
  #since = 0
  #paused = true

  constructor(times: Times, onTimeout: (phase: Phase) => void) {
    this.#times = times
    this.#onTimeout = onTimeout
    this.#left = times.overall
    this.#run()
  }

  /** Starts the phase's own time anew; while paused, nothing. */
  enter(phase: Exclude<Phase, 'overall'>): void {
    if (this.#paused) return
    clearTimeout(this.#part)
    this.#part = setTimeout(() => this.#runOut(phase), this.#times[phase])
  }

  /** No time passes until `resume`: somebody else is at work. */
  pause(): void {
    this.#left -= monotonic() - this.#since
    this.end()
  }

  /** The exchange goes on, in that phase. */
  resume(phase: Exclude<Phase, 'overall'>): void {
    this.#run()
    this.enter(phase)
  }

  end(): void {
    this.#paused = true
    clearTimeout(this.#part)
    clearTimeout(this.#whole)
  }

  #run(): void {
    this.#paused = false
    this.#since = monotonic()
    this.#whole = setTimeout(() => this.#runOut('overall'), Math.max(this.#left, 0))
  }

  #runOut(phase: Phase): void {
    this.end()
    this.#onTimeout(phase)
  }
}
