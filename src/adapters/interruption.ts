import { Cancelled } from '../domain/errors.ts'
import type { Interruption } from '../ports/interruption.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const
type Signal = keyof typeof exitCodes

/** How long guarded work may take to come to a safe state after the first signal, milliseconds. */
const patience = 5_000

/** After that long, whoever waits for guarded work to stop is told that it will, milliseconds. */
const silence = 500

export interface SignalAnswers {
  /** Ends the process at once with an exit code and one line. */
  leave(error: Cancelled): void
  note(line: string): void
}

/** Signals to this process. */
export class SignalInterruption implements Interruption {
  /** What the first signal makes the exit code of work that it stopped; `undefined` before it. */
  exitCode: 130 | 143 | undefined
  #guarded = 0
  readonly #answers: SignalAnswers

  constructor(answers: SignalAnswers) {
    this.#answers = answers
    for (const signal of Object.keys(exitCodes) as Signal[]) process.on(signal, () => this.#receive(signal))
  }

  get requested(): boolean {
    return this.exitCode !== undefined
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
    if (this.#guarded === 0) return this.#answers.leave(new Cancelled('interrupted', code))
    const inTheMiddle = new Cancelled(
      'interrupted in the middle: run the same command again, nothing is lost',
      code,
    )
    if (this.requested) return this.#answers.leave(inTheMiddle)
    this.exitCode = code
    setTimeout(
      () => this.#answers.note('stopping at a safe point; a second Ctrl-C leaves now'),
      silence,
    ).unref()
    setTimeout(() => this.#answers.leave(inTheMiddle), patience).unref()
  }
}
