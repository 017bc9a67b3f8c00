/** So many at a time; the others wait in the order in which they came. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(slots: number) {
    this.#free = slots
  }

  /** Runs work once a slot is free. */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    // Without a wait where there is a free one: in a run of thousands each costs.
    if (this.#free > 0) this.#free--
    else await this.#wait()
    try {
      return await work()
    } finally {
      this.#giveBack()
    }
  }

  /** The same for work that goes on behind its result: the slot is free once that, however it ends, says that it is over. */
  holdUntil<Result>(work: (over: () => void) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.hold(() => new Promise<void>(over => work(over).then(resolve, reject))).catch(reject)
    })
  }

  /** For who holds a slot: leaves it to others during a wait, and has one again afterwards. */
  async leave<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.#giveBack()
    try {
      return await wait()
    } finally {
      if (this.#free > 0) this.#free--
      else await this.#wait()
    }
  }

  #wait(): Promise<void> {
    return new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  #giveBack(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
