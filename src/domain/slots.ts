/** So many at a time; the others wait in the order in which they came. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(slots: number) {
    this.#free = slots
  }

  /** Runs work once a slot is free. */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#take()
    try {
      return await work()
    } finally {
      this.#giveBack()
    }
  }

  /** For who holds a slot: leaves it to others during a wait, and has one again afterwards. */
  async leave<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.#giveBack()
    try {
      return await wait()
    } finally {
      await this.#take()
    }
  }

  async #take(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  #giveBack(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
