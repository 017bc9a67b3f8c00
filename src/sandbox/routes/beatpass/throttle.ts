import type { Context } from 'hono'
import { secondsOf } from '../../clock.ts'
import type { Allowance } from '../../service/rate-limit.ts'

/**
 * Puts stock Laravel's headers on the answer: the limit and what remains always, `-Reset` and `Retry-After` only on
 * the 429 that is returned to a refused caller (`-Reset` always where the allowance says so).
 */
export function throttled(c: Context, allowance: Allowance, now: Date): Response | undefined {
  c.header('X-RateLimit-Limit', String(allowance.limit))
  c.header('X-RateLimit-Remaining', String(allowance.remaining))
  if (!allowance.allowed || allowance.tellsReset)
    c.header('X-RateLimit-Reset', String(secondsOf(allowance.resetsAt)))
  if (allowance.allowed) return undefined
  c.header('Retry-After', String(Math.ceil((allowance.resetsAt.getTime() - now.getTime()) / 1000)))
  return c.json({ message: 'Too Many Attempts.' }, 429)
}
