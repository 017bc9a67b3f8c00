/** How fast work goes on, and when it will have ended, in milliseconds. */
export interface Pace {
  perSecond: number
  endsAt: number
}

/** Two moments so near are the same one: a limit's end is told to the second. */
const same = 2_000

/** Work that a rate limit cuts into windows: what one of them held tells how many the rest will take. Times in milliseconds. */
export class Windows {
  #began: number
  /** Until when it is held at present; a moment that has passed when it is not. */
  #heldUntil: number | undefined
  #doneBefore = 0
  #done = 0
  #pace: Pace | undefined

  constructor(began: number) {
    this.#began = began
  }

  /** It is held until then, with so many done: whether that is news. */
  hold(until: number, done: number, total: number): boolean {
    const isNews = this.#heldUntil === undefined || until > this.#heldUntil + same
    if (isNews) {
      this.#began = this.#heldUntil ?? this.#began
      this.#doneBefore = this.#done
      this.#heldUntil = until
    }
    this.#done = done
    const [inOne, length] = [done - this.#doneBefore, until - this.#began]
    if (inOne === 0) return isNews
    const more = Math.max(Math.ceil((total - done) / inOne), 1)
    this.#pace = { perSecond: (inOne * 1000) / length, endsAt: until + (more - 1) * length }
    return isNews
  }

  /** As the last window that came to its end tells; `undefined` before. */
  get pace(): Pace | undefined {
    return this.#pace
  }

  /** Until when it is held, where it is. */
  heldAt(now: number): number | undefined {
    return this.#heldUntil !== undefined && now < this.#heldUntil ? this.#heldUntil : undefined
  }
}
