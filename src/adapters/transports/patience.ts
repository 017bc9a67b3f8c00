import type { Times } from './times.ts'

export type Phase = 'connect' | 'headers' | 'idle' | 'overall'

/** Runs out once, when the phase that was entered last, or the whole exchange, takes too long. */
export class Patience {
  readonly #times: Times
  readonly #onTimeout: (phase: Phase) => void
  readonly #whole: NodeJS.Timeout
  #part: NodeJS.Timeout | undefined

  constructor(times: Times, onTimeout: (phase: Phase) => void) {
    this.#times = times
    this.#onTimeout = onTimeout
    this.#whole = setTimeout(() => this.#runOut('overall'), times.overall)
  }

  /** Starts the phase's own time anew. */
  enter(phase: Exclude<Phase, 'overall'>): void {
    clearTimeout(this.#part)
    this.#part = setTimeout(() => this.#runOut(phase), this.#times[phase])
  }

  end(): void {
    clearTimeout(this.#part)
    clearTimeout(this.#whole)
  }

  #runOut(phase: Phase): void {
    this.end()
    this.#onTimeout(phase)
  }
}
