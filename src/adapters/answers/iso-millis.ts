const pattern = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970 of an ISO 8601 time with a zone; NaN for any other text and for days that do not exist. */
export function isoMillis(text: string): number {
  const quick = laravelMillis(text)
  if (quick !== undefined) return quick
  const day = pattern.exec(text)?.[1]
  if (day === undefined || !new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)) return Number.NaN
  return Date.parse(text)
}

/** What Laravel writes, `2026-03-01T11:59:44.000000Z`, in a tenth of the time; `undefined` for anything less plain. */
function laravelMillis(text: string): number | undefined {
  if (text.length !== 27 || !text.endsWith('.000000Z')) return undefined
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':')
    return undefined
  const year = 100 * two(text, 0) + two(text, 2)
  const [month, day, hour] = [two(text, 5), two(text, 8), two(text, 11)]
  const [minute, second] = [two(text, 14), two(text, 17)]
  const plain = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28
  if (!(plain && hour <= 23 && minute <= 59 && second <= 59)) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** Two digits as a number, NaN for anything else. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}
