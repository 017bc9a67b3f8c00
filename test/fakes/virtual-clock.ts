import type { Clock } from '../../src/ports/clock.ts'

/** A clock for several who sleep at once: time stands still while anybody has something to do, then jumps to the next waking. */
export class VirtualClock implements Clock {
  #now: number
  readonly #sleepers: { at: number; wake: () => void }[] = []

  constructor(now: Date | string = '2026-03-01T12:00:00.250Z') {
    this.#now = new Date(now).getTime()
  }

  now(): Date {
    return new Date(this.#now)
  }

  sleep(ms: number): Promise<void> {
    return new Promise(wake => {
      this.#sleepers.push({ at: this.#now + ms, wake })
      this.#sleepers.sort((a, b) => a.at - b.at)
    })
  }

  /** Runs work to its end and gives what it comes to; fails when all wait and nobody sleeps. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    let ended = false
    const result = work().finally(() => {
      ended = true
    })
    result.catch(() => undefined)
    for (;;) {
      await new Promise(resolve => setImmediate(resolve))
      if (ended) return await result
      const next = this.#sleepers.shift()
      if (!next) throw new Error('everybody waits and nobody sleeps')
      this.#now = Math.max(this.#now, next.at)
      next.wake()
    }
  }
}
