import type { Result } from './measure.ts'
import type { Spread } from './statistics.ts'

/** The results as a table of Markdown, aligned. */
export function tableOf(results: readonly Result[]): string {
  const head = ['', 'against', 'median', 'spread', 'theirs', 'ratio', 'gate', '']
  const rows = results.map(cellsOf)
  const widths = head.map((title, at) =>
    Math.max(...[head, ...rows].map(row => (row[at] ?? title).length), 3),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`
  return [head, widths.map(width => '-'.repeat(width)), ...rows].map(line).join('')
}

function cellsOf({ name, against, unit, value, theirs, ratio, gate, passed, absent }: Result): string[] {
  if (absent) return [name, absent, '', '', '', '', '', 'not measured']
  const limit = gate === undefined ? '' : ratio ? `≤ ${gate}` : `≤ ${gate} ${unit}`
  const verdict = passed === undefined ? '' : passed ? 'ok' : 'FELL'
  return [
    name,
    against,
    median(value, unit),
    quarters(value),
    median(theirs, unit),
    ratio?.median.toFixed(3) ?? '',
    limit,
    verdict,
  ]
}

const digits = (number: number) =>
  Number.isInteger(number) ? String(number) : number.toFixed(Math.abs(number) < 10 ? 2 : 1)
const median = (spread: Spread | undefined, unit: string) =>
  spread ? `${digits(spread.median)} ${unit}` : ''
const quarters = (spread: Spread | undefined) =>
  spread ? `${digits(spread.low)} – ${digits(spread.high)}` : ''
