import type { HttpResponse } from '../../ports/transport.ts'
import { monotonic } from '../monotonic.ts'

/** One request on its way. */
export interface Exchange {
  readonly answer: Promise<HttpResponse>
  /** Ends it where its time is up; `now` is of `monotonic`. */
  lookAt(now: number): void
}

/** How often the times of all exchanges are looked at: a timer of each one's own would cost more than the exchange. */
const lookEvery = 100

/** The exchanges that are under way over the same connections, and the clock that they share. */
export class UnderWay {
  readonly #exchanges = new Set<Exchange>()
  #looking: NodeJS.Timeout | undefined
  #idleSince = monotonic()

  get count(): number {
    return this.#exchanges.size
  }

  /** When the last one ended, or all of it began; of `monotonic`. */
  get idleSince(): number {
    return this.#idleSince
  }

  /** The answer of an exchange, which is looked at until then. */
  async answerOf(exchange: Exchange): Promise<HttpResponse> {
    this.#exchanges.add(exchange)
    this.#looking ??= setInterval(() => this.#look(), lookEvery)
    try {
      return await exchange.answer
    } finally {
      this.#exchanges.delete(exchange)
      if (this.#exchanges.size === 0) {
        clearInterval(this.#looking)
        this.#looking = undefined
        this.#idleSince = monotonic()
      }
    }
  }

  #look(): void {
    const now = monotonic()
    for (const exchange of this.#exchanges) exchange.lookAt(now)
  }
}
