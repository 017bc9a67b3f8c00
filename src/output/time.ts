const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** ISO 8601 UTC in whole seconds, or an empty text for null: what a pipe gets. */
export function isoTime(at: Date | null): string {
  return at === null ? '' : `${at.toISOString().slice(0, 19)}Z`
}

/** `in 12 days`, `3 hours ago`, `just now`: what a person gets, always beside the date. */
export function relativeTime(at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime()
  const text = span(Math.abs(distance))
  if (text === '') return 'just now'
  return distance > 0 ? `in ${text}` : `${text} ago`
}

/** The relative time and the day: `in 12 days (2026-12-04)`. */
export function relativeAndDay(at: Date | null, now: Date, whenNull: string): string {
  return at === null ? whenNull : `${relativeTime(at, now)} (${at.toISOString().slice(0, 10)})`
}

function span(distance: number): string {
  if (distance < minute) return ''
  if (distance < 2 * hour) return count(Math.floor(distance / minute), 'minute')
  if (distance < 2 * day) return count(Math.floor(distance / hour), 'hour')
  return count(Math.round(distance / day), 'day')
}

const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`
