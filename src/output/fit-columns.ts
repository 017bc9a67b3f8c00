import { cutTo, displayWidth } from './display-width.ts'

export interface Column {
  heading: string
  cells: string[]
  /** The same in fewer words. */
  short?: string[]
  /** Whether the cells are the short ones. */
  isShort?: boolean
  /** The width that cells were cut to. */
  cutAt?: number
}

/** One thing that a table may give up to become narrower. */
export type Concession =
  | { heading: string; by: 'short' | 'drop' }
  /** Cells are cut as far as needed, at most to that width. */
  | { heading: string; by: 'cut'; to: number }

export const gap = 2

/** The columns made to fit into `room` columns of the terminal, giving up one thing after the other until they do. */
export function fitColumns(
  columns: readonly Column[],
  room: number,
  concessions: readonly Concession[],
): Column[] {
  let fitted = [...columns]
  for (const concession of concessions) {
    const excess = fitted.reduce((sum, column) => sum + widthOf(column) + gap, -gap) - room
    if (excess <= 0) break
    fitted = fitted.flatMap(column =>
      column.heading === concession.heading ? concede(column, concession, excess) : [column],
    )
  }
  return fitted
}

/** The widest of a column's cells and its heading. */
export function widthOf({ heading, cells }: Column): number {
  return cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), displayWidth(heading))
}

function concede(column: Column, concession: Concession, excess: number): Column[] {
  switch (concession.by) {
    case 'drop':
      return []
    case 'short':
      return [{ ...column, cells: column.short ?? column.cells, isShort: true }]
    case 'cut': {
      const width = Math.max(widthOf(column) - excess, concession.to)
      return [{ ...column, cells: column.cells.map(cell => cutTo(cell, width)), cutAt: width }]
    }
  }
}
