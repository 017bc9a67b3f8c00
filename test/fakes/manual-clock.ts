import type { Clock } from '../../src/ports/clock.ts'

/** A clock that only moves when told to, or by sleeping. */
export class ManualClock implements Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly slept: number[] = []
  #now: number

  constructor(now: Date | string = '2026-03-01T12:00:00Z') {
    this.#now = new Date(now).getTime()
  }

  now(): Date {
    return new Date(this.#now)
  }

  advance(ms: number): void {
    this.#now += ms
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms)
    this.#now += ms
  }
}
