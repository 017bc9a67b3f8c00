import { InvalidInput, NotSupported } from '../domain/errors.ts'
import { type Expiry, resolveExpiry } from '../domain/expiry.ts'
import { day } from '../domain/status.ts'
import type { PlatformFacts } from '../ports/platform.ts'

/** Asked and granted are two facts. */
export interface GrantedExpiry {
  /** What to send: the asked end, never later than the fixed one; null when none was asked. */
  sent: Date | null
  /** What is kept by us, because the platform may ignore what is sent; null when the platform's own rule decides. */
  requestedExpiry: Date | null
  warnings: string[]
}

/**
 * What becomes of an asked expiry on a platform, for a token created at `now`. Throws `NotSupported` for `never` where
 * the platform ends every token, `InvalidInput` for a date that has passed.
 */
export function grantExpiry(expiry: Expiry | undefined, now: Date, facts: PlatformFacts): GrantedExpiry {
  if (!expiry) return { sent: null, requestedExpiry: null, warnings: [] }
  const { lifetimeDays, title } = facts
  if (expiry.kind === 'never') {
    if (facts.expiry.kind !== 'fixed') return { sent: null, requestedExpiry: null, warnings: [] }
    throw new NotSupported(`${title} ends every token after ${lifetimeDays} days: 'never' cannot be had`, {
      hint: `leave --expires out for the full ${lifetimeDays} days`,
    })
  }
  const asked = resolveExpiry(expiry, now)
  if (!asked || asked <= now) throw new InvalidInput(`that moment has passed: '${expiry.text}'`)
  const fixed = lifetimeDays === null ? null : new Date(now.getTime() + lifetimeDays * day)
  if (fixed && asked > fixed) {
    const warning = `${title} ends every token after ${lifetimeDays} days: it ends on ${isoDay(fixed)}, not on ${isoDay(asked)}`
    return { sent: fixed, requestedExpiry: null, warnings: [warning] }
  }
  return { sent: asked, requestedExpiry: asked, warnings: [] }
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10)
