import { Chalk } from 'chalk'
import Table from 'cli-table3'
import { printable } from '../domain/printable.ts'
import type { Terminal } from '../ports/terminal.ts'
import { borderless } from './borderless.ts'
import { type Column, gap, widthOf } from './fit-columns.ts'

/**
 * A column that may take several lines a row (`wraps`), or that a narrow terminal goes without (`droppable`); a very narrow one
 * does without what wraps too.
 */
export interface WrappedColumn {
  heading: string
  wraps?: boolean
  droppable?: boolean
}

/** The least that a column with long texts is given before others are dropped for it. */
const leastWrapped = 24
/** Narrower ones stand on end: nobody reads them. */
const leastReadable = 8

/** An aligned table for people, whose long texts take several lines; cells are made printable first. */
export function showWrappedTable(
  columns: readonly WrappedColumn[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): void {
  const filled = columns.map((column, at) => ({
    ...column,
    cells: rows.map(row => printable(row[at] ?? '')),
  }))
  const { kept, widths } = fitted(filled, terminal.stdout.columns)
  const chalk = new Chalk({ level: terminal.stdout.colour ? 1 : 0 })
  const table = new Table({
    chars: borderless,
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: widths.map(width => width + gap),
  })
  table.push(kept.map(({ heading }) => chalk.bold(heading)))
  for (const row of rows.keys())
    table.push(kept.map(({ cells }, at) => withShortWords(cells[row] ?? '', widths[at] ?? 1)))
  terminal.print(`${table.toString().replace(/[ \t]+$/gm, '')}\n`)
}

/** Words that do not fit into a line are broken: cut, they could not be typed. */
function withShortWords(text: string, width: number): string {
  return text
    .split(' ')
    .flatMap(word => word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [''])
    .join(' ')
}

type Filled = WrappedColumn & Column

/** All columns where there is room for them; else without the droppable ones, then without those that nobody could read. */
function fitted(columns: readonly Filled[], room: number): { kept: readonly Filled[]; widths: number[] } {
  const isNarrow = (ones: readonly Filled[], least: number) => {
    const widths = widthsOf(ones, room)
    return ones.some((one, at) => one.wraps && (widths[at] ?? 0) < Math.min(least, widthOf(one)))
  }
  let kept = isNarrow(columns, leastWrapped) ? columns.filter(({ droppable }) => !droppable) : columns
  while (isNarrow(kept, leastReadable)) {
    const last = kept.findLastIndex(({ wraps }) => wraps)
    kept = kept.filter((_, at) => at !== last)
  }
  return { kept, widths: widthsOf(kept, room) }
}

/** What the others leave is shared by those that wrap; none gets more than it fills. */
function widthsOf(columns: readonly Filled[], room: number): number[] {
  const natural = columns.map(widthOf)
  let left = room - columns.reduce((sum, { wraps }, at) => sum + gap + (wraps ? 0 : (natural[at] ?? 0)), 0)
  let sharers = columns.filter(({ wraps }) => wraps).length
  return columns.map(({ wraps }, at) => {
    const own = natural[at] ?? 0
    if (!wraps) return own
    const share = Math.max(Math.min(own, Math.floor(left / sharers)), 1)
    left -= share
    sharers -= 1
    return share
  })
}
