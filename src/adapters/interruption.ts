import { Cancelled } from '../domain/errors.ts'
import type { Interruption } from '../ports/interruption.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const
type Signal = keyof typeof exitCodes

/** How long guarded work may take to come to a safe state after the first signal, milliseconds. */
const patience = 5_000

/** Signals to this process. `leave` ends it at once with an exit code and one line. */
export class SignalInterruption implements Interruption {
  requested = false
  /** That of the first signal; `undefined` before it. */
  exitCode: Cancelled['exitCode'] | undefined
  #guarded = 0
  readonly #leave: (error: Cancelled) => void

  constructor(leave: (error: Cancelled) => void) {
    this.#leave = leave
    for (const signal of Object.keys(exitCodes) as Signal[]) process.on(signal, () => this.#receive(signal))
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#guarded++
    try {
      return await work()
    } finally {
      this.#guarded--
    }
  }

  #receive(signal: Signal): void {
    const code = exitCodes[signal]
    this.exitCode ??= code
    if (this.#guarded === 0) return this.#leave(new Cancelled('interrupted', code))
    const inTheMiddle = new Cancelled(
      'interrupted in the middle: run the same command again, nothing is lost',
      code,
    )
    if (this.requested) return this.#leave(inTheMiddle)
    this.requested = true
    setTimeout(() => this.#leave(inTheMiddle), patience).unref()
  }
}
