import { InvalidInput } from './errors.ts'

type Unit = 'h' | 'd' | 'w' | 'm' | 'y'

/** A length of time: hours, days, weeks, or calendar months and years. `6m` is six months, never minutes. */
export interface Span {
  kind: 'span'
  amount: number
  unit: Unit
  text: string
}

/** The first moment of a day, UTC. */
export interface OnDate {
  kind: 'date'
  date: Date
  text: string
}

/** A point in time as typed after `--within`: so far from now, or a date. */
export type Moment = Span | OnDate

/** When a token is to end, as typed: a span from its creation, a date, or never. */
export type Expiry = Moment | { kind: 'never'; text: 'never' }

const hour = 3_600_000
const milliseconds = { h: hour, d: 24 * hour, w: 7 * 24 * hour }
const forms = '12h, 30d, 2w, 6m (months), 1y or a date such as 2027-01-31'

/** `12h`, `30d`, `2w`, `6m`, `1y`, `2027-01-31` or `never`. Throws `InvalidInput`. */
export function parseExpiry(text: string): Expiry {
  return text === 'never' ? { kind: 'never', text } : momentIn(text, `${forms}, or never`)
}

/** `12h`, `30d`, `2w`, `6m` or `1y`. Throws `InvalidInput`. */
export function parseSpan(text: string): Span {
  const match = /^(\d{1,5})([hdwmy])$/.exec(text)
  if (!match) {
    throw new InvalidInput(`not a length of time: '${text}'`, {
      hint: 'for example 12h, 30d, 2w, 6m (months) or 1y',
    })
  }
  const amount = Number(match[1])
  if (amount === 0) throw new InvalidInput(`a length of time must be above zero: '${text}'`)
  return { kind: 'span', amount, unit: match[2] as Unit, text }
}

/** A span, or a date. Throws `InvalidInput`. */
export function parseMoment(text: string): Moment {
  return momentIn(text, forms)
}

function momentIn(text: string, hint: string): Moment {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match) {
    const date = new Date(`${text}T00:00:00Z`)
    if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
      throw new InvalidInput(`no such day: '${text}'`)
    }
    return { kind: 'date', date, text }
  }
  if (!/^\d+[hdwmy]$/.test(text)) throw new InvalidInput(`not a time: '${text}'`, { hint })
  return parseSpan(text)
}

/** The moment that an expiry means for something that begins at `from`; null for never. */
export function resolveExpiry(expiry: Expiry, from: Date): Date | null {
  if (expiry.kind === 'never') return null
  return expiry.kind === 'date' ? expiry.date : addSpan(from, expiry)
}

/** `from` plus the span; a day that the month lacks becomes its last day (31 January + 1m is 28 or 29 February). */
export function addSpan(from: Date, span: Span): Date {
  if (span.unit !== 'm' && span.unit !== 'y') {
    return new Date(from.getTime() + span.amount * milliseconds[span.unit])
  }
  const months = span.amount * (span.unit === 'y' ? 12 : 1)
  const moved = new Date(from)
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(from.getUTCDate(), lastDay))
  return moved
}

/** How many milliseconds from `now` a moment lies. */
export function distance(moment: Moment, now: Date): number {
  const at = moment.kind === 'date' ? moment.date : addSpan(now, moment)
  return at.getTime() - now.getTime()
}

/** Throws `InvalidInput` for a moment that lies behind `now`: a year mistyped, or a date in a job that has come. */
export function refusePast(moment: Moment | undefined, now: Date): void {
  if (moment && distance(moment, now) <= 0) throw new InvalidInput(`that moment has passed: '${moment.text}'`)
}
