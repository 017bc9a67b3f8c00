import type { Clock } from '../clock.ts'

/** Where a caller stands after an attempt. */
export interface Allowance {
  allowed: boolean
  limit: number
  remaining: number
  /** When a refused caller may come again. */
  resetsAt: Date
}

/** Counts an attempt under the key, unless it is refused. */
export type RateLimit = (key: string) => Allowance

/** Makes a limit of so many attempts in so many milliseconds, a minute unless said. */
export type MakeRateLimit = (limit: number, window?: number) => RateLimit

/** Laravel's limiter: the window begins with the first attempt; refused ones are not counted. */
export function rateLimit(limit: number, clock: Clock, window = 60_000): RateLimit {
  const counters = new Map<string, { attempts: number; resetsAt: Date }>()
  return key => {
    const now = clock()
    let counter = counters.get(key)
    if (!counter || counter.resetsAt <= now) {
      counter = { attempts: 0, resetsAt: new Date(now.getTime() + window) }
      counters.set(key, counter)
    }
    const allowed = counter.attempts < limit
    if (allowed) counter.attempts++
    return { allowed, limit, remaining: limit - counter.attempts, resetsAt: counter.resetsAt }
  }
}

/** For `--no-rate-limit`: the same headers, nobody refused. */
export function noRateLimit(limit: number, clock: Clock): RateLimit {
  return () => ({ allowed: true, limit, remaining: limit, resetsAt: clock() })
}
