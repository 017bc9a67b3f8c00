import { InvalidInput, NotSupported } from '../domain/errors.ts'
import { type Expiry, parseExpiry, resolveExpiry } from '../domain/expiry.ts'
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

const nothing: GrantedExpiry = { sent: null, requestedExpiry: null, warnings: [] }

/**
 * What becomes of an asked expiry on a platform, for a token created at `now`. Throws `NotSupported` for `never` where
 * the platform ends every token, `InvalidInput` for a date that has passed and for what is not among the platform's choices.
 */
export function grantExpiry(expiry: Expiry | undefined, now: Date, facts: PlatformFacts): GrantedExpiry {
  if (!expiry) return nothing
  if (facts.expiry.kind === 'choices') return chosen(expiry, now, facts)
  if (expiry.kind === 'never') {
    if (facts.expiry.kind !== 'fixed') return nothing
    throw endsAll(facts)
  }
  const asked = resolveExpiry(expiry, now)
  if (!asked || asked <= now) throw new InvalidInput(`that moment has passed: '${expiry.text}'`)
  if (facts.expiry.kind === 'none') return { sent: null, requestedExpiry: asked, warnings: [] }
  return beforeTheFixedEnd(asked, now, facts)
}

function endsAll({ title, lifetimeDays }: PlatformFacts): NotSupported {
  return new NotSupported(`${title} ends every token after ${lifetimeDays} days: 'never' cannot be had`, {
    hint: `leave --expires out for the full ${lifetimeDays} days`,
  })
}

/** The page takes what it offers; what that comes to is kept by us. */
function chosen({ text }: Expiry, now: Date, { expiry, title }: PlatformFacts): GrantedExpiry {
  const choices = expiry.kind === 'choices' ? expiry.choices : []
  const choice = choices.find(one => one.text === text)
  if (!choice) {
    throw new InvalidInput(`${title} has no tokens that end so: '${text}'`, {
      hint: `one of ${choices.map(one => one.text).join(', ')}`,
    })
  }
  return { ...nothing, requestedExpiry: resolveExpiry(parseExpiry(choice.means ?? text), now) }
}

function beforeTheFixedEnd(asked: Date, now: Date, { lifetimeDays, title }: PlatformFacts): GrantedExpiry {
  const fixed = lifetimeDays === null ? null : new Date(now.getTime() + lifetimeDays * day)
  if (!fixed || asked <= fixed) return { sent: asked, requestedExpiry: asked, warnings: [] }
  const warning = `${title} ends every token after ${lifetimeDays} days: it ends on ${isoDay(fixed)}, not on ${isoDay(asked)}`
  return { sent: fixed, requestedExpiry: null, warnings: [warning] }
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10)
