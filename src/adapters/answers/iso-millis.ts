const pattern = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
/** Days from the first of the year 1 to 1970, and the one that begins there. */
const epoch = 719_163
const day = 86_400_000
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
  const isFormed =
    end >= 19 &&
    isAt(text, end, 'Z') &&
    isAt(text, 10, 'T') &&
    isAt(text, 13, ':') &&
    isAt(text, 16, ':') &&
    isAt(text, 4, '-') &&
    isAt(text, 7, '-')
  if (!isFormed) return undefined
  const days = daysTo(100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8))
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = two(text, 17)
  const millis = fraction(text, end)
  const plain = days >= 0 && hour <= 23 && minute <= 59 && second <= 59 && millis >= 0
  return plain ? days * day + hour * 3_600_000 + minute * 60_000 + second * 1000 + millis : undefined
}

/** Days from 1970 to then; NaN for a day that does not exist, and for the 29th of February: that is for the long way. */
function daysTo(year: number, month: number, dayOfMonth: number): number {
  if (!(dayOfMonth >= 1 && dayOfMonth <= (daysOf[month - 1] ?? 0))) return Number.NaN
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const inYear = (daysBefore[month - 1] ?? 0) + dayOfMonth + (isLeap && month > 2 ? 1 : 0)
  const last = year - 1
  return 365 * last + Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400) + inYear - epoch
}

/** The milliseconds between the seconds and `end`, further digits cut off; NaN for anything but a point and digits. */
function fraction(text: string, end: number): number {
  if (end === 19 || (end === 26 && text.endsWith('.000000Z'))) return 0
  const digits = end - 20
  if (!isAt(text, 19, '.') || digits < 1 || digits > mostDigits) return Number.NaN
  let millis = 0
  for (let at = 0; at < Math.max(digits, 3); at++) {
    const digit = at < digits ? text.charCodeAt(20 + at) - 48 : 0
    if (digit < 0 || digit > 9) return Number.NaN
    if (at < 3) millis = 10 * millis + digit
  }
  return millis
}

function isAt(text: string, at: number, sign: string): boolean {
  return text.charCodeAt(at) === sign.charCodeAt(0)
}

/** Two digits as a number, NaN for anything else. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}
