const pattern = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const mostDigits = 9

/** Milliseconds since 1970 of an ISO 8601 time with a zone; NaN for any other text and for days that do not exist. */
export function isoMillis(text: string): number {
  const quick = plainMillis(text)
  if (quick !== undefined) return quick
  const day = pattern.exec(text)?.[1]
  if (day === undefined || !new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)) return Number.NaN
  return Date.parse(text)
}

/** What servers write, `2026-03-01T11:59:44.000000Z`, in a tenth of the time; `undefined` for anything less plain. */
function plainMillis(text: string): number | undefined {
  const end = text.length - 1
  if (end < 19 || text[end] !== 'Z' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':')
    return undefined
  if (text[4] !== '-' || text[7] !== '-') return undefined
  const year = 100 * two(text, 0) + two(text, 2)
  const [month, day, hour] = [two(text, 5), two(text, 8), two(text, 11)]
  const [minute, second, millis] = [two(text, 14), two(text, 17), fraction(text, end)]
  // The 29th of February is for the long way.
  const plain = year >= 1000 && day >= 1 && day <= (daysOf[month - 1] ?? 0) && millis >= 0
  if (!(plain && hour <= 23 && minute <= 59 && second <= 59)) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, millis)
}

/** The milliseconds between the seconds and `end`, further digits cut off; NaN for anything but a point and digits. */
function fraction(text: string, end: number): number {
  const digits = end - 20
  if (end === 19) return 0
  if (text[19] !== '.' || digits < 1 || digits > mostDigits) return Number.NaN
  let millis = 0
  for (let at = 0; at < Math.max(digits, 3); at++) {
    const digit = at < digits ? text.charCodeAt(20 + at) - 48 : 0
    if (digit < 0 || digit > 9) return Number.NaN
    if (at < 3) millis = 10 * millis + digit
  }
  return millis
}

/** Two digits as a number, NaN for anything else. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}
