/** A request that was counted when it left. */
export interface Ticket {
  readonly window: number
  /** How many were left when it left, as far as was known. */
  readonly left: number
}

/** What an answer tells of a limit; `undefined` for what it does not. */
export interface LimitNews {
  limit: number | undefined
  remaining: number | undefined
  /** Milliseconds until the window ends. */
  resetsIn: number | undefined
}

/** A window's length where the platform does not tell when it ends; it begins with the first request in it. */
const usualWindow = 60_000
/** For clocks that do not run alike. */
const slack = 100

/**
 * What may still be sent in the present window of one rate limit, as the answers tell. It never counts too much: what is on
 * its way is taken off, and of several answers the lowest holds. Nothing is known before the first: then all may go.
 */
export class Allowance {
  #limit = Number.POSITIVE_INFINITY
  #left = Number.POSITIVE_INFINITY
  #underWay = 0
  #window = 0
  #endsAt: number | undefined
  #seen = Number.NEGATIVE_INFINITY

  /** Milliseconds to wait before the next request may leave, 0 for none, `undefined` for until an answer comes in. */
  waitAt(now: number): number | undefined {
    this.#see(now)
    if (this.#endsAt !== undefined && now >= this.#endsAt) this.#begin(this.#limit, undefined)
    if (this.#left > this.#underWay) return 0
    if (this.#left <= 0 && this.#endsAt !== undefined) return this.#endsAt - now
    return this.#underWay > 0 ? undefined : 0
  }

  /** Counts a request that leaves now. */
  take(): Ticket {
    this.#underWay++
    return { window: this.#window, left: this.#left }
  }

  /** For a request that was counted elsewhere: when it left is not known. */
  get present(): Ticket {
    return { window: this.#window, left: Number.POSITIVE_INFINITY }
  }

  /** The request has ended, without an answer too. */
  end(): void {
    this.#underWay--
  }

  /** Takes in what the answer to that request tells. */
  learn(ticket: Ticket, { limit, remaining, resetsIn }: LimitNews, now: number): void {
    this.#see(now)
    if (limit !== undefined) this.#limit = limit
    if (remaining === undefined || ticket.window !== this.#window) return
    const endsAt = now + (resetsIn ?? usualWindow) + slack
    // More left than when it left: another window has begun meanwhile.
    if (remaining >= ticket.left && Number.isFinite(ticket.left)) this.#begin(remaining, endsAt)
    this.#left = Math.min(this.#left, remaining)
    if (this.#endsAt === undefined || resetsIn !== undefined) this.#endsAt = endsAt
  }

  /** A request was refused: nothing may leave for that long. */
  close(now: number, wait: number): void {
    this.#see(now)
    this.#left = 0
    this.#endsAt = now + wait
  }

  /** A clock that is put back takes the end of the window along: else it would come hours later than it does. */
  #see(now: number): void {
    if (this.#endsAt !== undefined && now < this.#seen) this.#endsAt -= this.#seen - now
    this.#seen = now
  }

  #begin(left: number, endsAt: number | undefined): void {
    this.#window++
    this.#left = left
    this.#endsAt = endsAt
  }
}
