import { Chalk } from 'chalk'
import Table from 'cli-table3'
import { printable } from '../domain/printable.ts'
import type { Terminal } from '../ports/terminal.ts'
import { borderless } from './borderless.ts'
import { type Column, gap, widthOf } from './fit-columns.ts'

/** A column that may take several lines a row (`wraps`), or that a narrow terminal goes without (`droppable`). */
export interface WrappedColumn {
  heading: string
  wraps?: boolean
  droppable?: boolean
}

/** The least that a column with long texts is given before others are dropped for it. */
const leastWrapped = 24

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

/** All columns where there is room for them; else without the droppable ones. */
function fitted(columns: readonly Filled[], room: number): { kept: readonly Filled[]; widths: number[] } {
  const all = widthsOf(columns, room)
  const narrow = columns.some(
    (column, at) => column.wraps && (all[at] ?? 0) < Math.min(leastWrapped, widthOf(column)),
  )
  const kept = narrow ? columns.filter(({ droppable }) => !droppable) : columns
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
