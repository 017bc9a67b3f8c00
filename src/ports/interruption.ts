/** What to say where work is left in its middle. */
export interface LeftBehind {
  /** What may exist then: lower case, no full stop. */
  what: string
  /** What to do about it. */
  hint?: string
}

/** Whether the user or the system asked this run to stop. */
export interface Interruption {
  /** Set by the first signal; operations look before each new effect. */
  readonly requested: boolean
  /**
   * Runs work that must not be cut: the first signal only sets `requested`, and the work comes to a safe state soon. A
   * second signal, or five seconds, ends the process all the same, with one line on what is `left` behind; without it, that
   * the same command finishes the work. Outside of such work a signal ends it at once.
   */
  during<Result>(work: () => Promise<Result>, left?: LeftBehind): Promise<Result>
}
