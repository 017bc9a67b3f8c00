/** What a memory platform can be told to do wrong. */
export type Fault =
  /** The create never leaves this machine (`PlatformUnavailable`). */
  | 'create-not-sent'
  /** The create is answered with 5xx and did not happen (`OutcomeUnknown`). */
  | 'create-fails'
  /** The create is not answered in time and has not happened so far (`OutcomeUnknown`). */
  | 'create-late'
  /** The create happened and is answered with a refusal (`Forbidden`). */
  | 'create-denied'
  /** The create happened, its answer is lost (`OutcomeUnknown`). */
  | 'create-answer-lost'
  /** The revoke never arrives (`OutcomeUnknown`). */
  | 'revoke-fails'
  /** The revoke happened, its answer is lost (`OutcomeUnknown`). */
  | 'revoke-answer-lost'
  /** The revoke is answered with success and nothing happens. */
  | 'ghost-revoke'
  /** The list cannot be had (`PlatformUnavailable`). */
  | 'list-fails'
  /** The list is the one from before the last create, revoke or sign-in. */
  | 'stale-list'
  /** The newest token is not accepted yet (`CredentialRejected`). */
  | 'newest-rejected'
  /** No credential is accepted (`CredentialRejected`). */
  | 'credential-rejected'
  | 'no-api-access'
  | 'rate-limited'
  /** Answers have no `Date`: `serverTime` is null. */
  | 'no-date'

/** Faults that are yet to happen, and how often. */
export class Faults {
  readonly #left: Map<Fault, number>

  constructor(left: Iterable<[Fault, number]> = []) {
    this.#left = new Map(left)
  }

  /** Makes it happen the next `times` times; `Infinity` for always, 0 for no longer. */
  set(fault: Fault, times = 1): void {
    this.#left.set(fault, times)
  }

  /** Whether it happens now; counts down. */
  take(fault: Fault): boolean {
    const left = this.#left.get(fault) ?? 0
    if (left <= 0) return false
    this.#left.set(fault, left - 1)
    return true
  }

  /** What was set and has not happened as often: a test that leaves some tests something else than it says. */
  get unused(): Fault[] {
    return [...this.#left]
      .filter(([, left]) => left > 0 && left !== Number.POSITIVE_INFINITY)
      .map(([fault]) => fault)
  }

  clone(): Faults {
    return new Faults(this.#left)
  }
}
