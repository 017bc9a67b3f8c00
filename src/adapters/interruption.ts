import { Cancelled } from '../domain/errors.ts'
import type { Interruption, LeftBehind } from '../ports/interruption.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const
type Signal = keyof typeof exitCodes

/** How long guarded work may take to come to a safe state after the first signal, milliseconds. */
const patience = 5_000

/** After that long, whoever waits for guarded work to stop is told that it will, milliseconds. */
const silence = 500

/** Said of work that a later run goes on with. */
const unharmed: LeftBehind = { what: 'run the same command again, nothing is lost' }

export interface SignalAnswers {
  /** Ends the process at once with an exit code and one line. */
  leave(error: Cancelled): void
  note(line: string): void
}

/** Signals to this process. */
export class SignalInterruption implements Interruption {
  /** What the first signal makes the exit code of work that it stopped; `undefined` before it. */
  exitCode: 130 | 143 | undefined
  /** What each guarded work would leave, the last begun last. */
  readonly #guarded = new Set<{ left: LeftBehind | undefined }>()
  readonly #answers: SignalAnswers
  readonly #listeners = (Object.keys(exitCodes) as Signal[]).map(
    signal => [signal, () => this.#receive(signal)] as const,
  )

  constructor(answers: SignalAnswers) {
    this.#answers = answers
    this.#listen()
    // Unheard it opens Node's debugger: a port at which every user of this machine could read what is in memory.
    process.on('SIGUSR1', () => undefined)
  }

  get requested(): boolean {
    return this.exitCode !== undefined
  }

  /**
   * Does what may wait for long without this process hearing of a signal (a write into a pipe that nobody empties): the
   * system ends the process then. Guarded work is not given up for it.
   */
  unheard(work: () => void): void {
    if (this.#guarded.size > 0) return work()
    for (const [signal, listener] of this.#listeners) process.off(signal, listener)
    try {
      work()
    } finally {
      this.#listen()
    }
  }

  async during<Result>(work: () => Promise<Result>, left?: LeftBehind): Promise<Result> {
    const guarded = { left }
    this.#guarded.add(guarded)
    try {
      return await work()
    } finally {
      this.#guarded.delete(guarded)
    }
  }

  #listen(): void {
    for (const [signal, listener] of this.#listeners) process.on(signal, listener)
  }

  #receive(signal: Signal): void {
    const code = exitCodes[signal]
    if (this.#guarded.size === 0) return this.#leave(new Cancelled('interrupted', code), signal)
    if (this.requested) return this.#leave(this.#inTheMiddle(code), signal)
    this.exitCode = code
    setTimeout(
      () => this.#answers.note('stopping at a safe point; a second Ctrl-C leaves now'),
      silence,
    ).unref()
    setTimeout(() => this.#leave(this.#inTheMiddle(code), signal), patience).unref()
  }

  /** Node's own end waits for a name that is looked up, which may take very long: then the system ends the process. */
  #leave(error: Cancelled, signal: Signal): void {
    process.once('exit', () => {
      if (!process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) return
      for (const [heard, listener] of this.#listeners) process.off(heard, listener)
      process.kill(process.pid, signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    })
    this.#answers.leave(error)
  }

  /** What is under way is asked only when it is left: work that follows other work leaves something else. */
  #inTheMiddle(code: 130 | 143): Cancelled {
    const { what, hint } = [...this.#guarded].flatMap(({ left }) => left ?? []).at(-1) ?? unharmed
    return new Cancelled(`interrupted in the middle: ${what}`, code, hint === undefined ? {} : { hint })
  }
}
