import type { Result } from './measure.ts'
import type { Spread } from './statistics.ts'

/** The results as a table of Markdown, aligned. */
export function tableOf(results: readonly Result[]): string {
  const head = ['', 'against', 'median', 'spread', 'theirs', 'ratio', 'least', 'gate', '']
  const rows = results.map(cellsOf)
  const widths = head.map((title, at) =>
    Math.max(...[head, ...rows].map(row => (row[at] ?? title).length), 3),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`
  return [head, widths.map(width => '-'.repeat(width)), ...rows].map(line).join('')
}

function cellsOf(result: Result): string[] {
  const { name, against, unit, value, theirs, ratio, least, absent } = result
  if (absent) return [name, absent, '', '', '', '', '', '', 'not measured']
  return [
    name,
    against,
    median(value, unit),
    quarters(value),
    median(theirs, unit),
    ratio?.median.toFixed(3) ?? '',
    ratio ? (least?.median.toFixed(3) ?? '') : median(least, unit),
    limitOf(result),
    verdictOf(result),
  ]
}

/** speed.md's figure, and behind it what passes here where that is more. */
function limitOf({ unit, ratio, gate, allowed = gate }: Result): string {
  if (gate === undefined) return ''
  const [figure, here] = [gate, allowed ?? gate].map(limit =>
    ratio ? `≤ ${digits(limit)}` : `≤ ${digits(limit)} ${unit}`,
  )
  return figure === here ? `${figure}` : `${figure}; here ${here}`
}

function verdictOf({ value, ratio, gate = Number.NaN, passed }: Result): string {
  if (passed === undefined) return ''
  if (!passed) return 'FELL'
  return ((ratio ?? value)?.median ?? Number.NaN) <= gate ? 'ok' : 'ok here'
}

const digits = (number: number) =>
  Number.isInteger(number) ? String(number) : number.toFixed(Math.abs(number) < 10 ? 2 : 1)
const median = (spread: Spread | undefined, unit: string) =>
  spread ? `${digits(spread.median)} ${unit}` : ''
const quarters = (spread: Spread | undefined) =>
  spread ? `${digits(spread.low)} – ${digits(spread.high)}` : ''
