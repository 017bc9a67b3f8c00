import type { Token } from '../domain/token.ts'
import { cutTo, displayWidth, printableTo } from './display-width.ts'
import { type Column, type Concession, fitColumns, gap, widthOf } from './fit-columns.ts'
import { relativeAndDay, relativeTime } from './time.ts'

const longestCell = 48

/** What a narrow terminal costs, the least missed first. */
const concessions: Concession[] = [
  { heading: 'LAST USED', by: 'short' },
  { heading: 'MASK', by: 'drop' },
  { heading: 'NAME', by: 'cut', to: 20 },
  { heading: 'STORED IN', by: 'cut', to: 12 },
  { heading: 'EXPIRES', by: 'short' },
  { heading: 'LAST USED', by: 'drop' },
  { heading: 'STORED IN', by: 'drop' },
  { heading: 'REPLACED BY', by: 'drop' },
  { heading: 'NAME', by: 'cut', to: 8 },
]

type CellOf = (token: Token, now: Date) => string

const text =
  (of: (token: Token) => string): CellOf =>
  token =>
    printableTo(of(token), longestCell)

/** A rare one is shown where a token has something in it. */
const columns: { heading: string; cell: CellOf; short?: CellOf; isRare?: boolean }[] = [
  { heading: 'NAME', cell: text(({ label }) => label) },
  { heading: 'ID', cell: text(({ id }) => id) },
  { heading: 'STATUS', cell: ({ status }) => status },
  { heading: 'ENV', cell: text(({ environment }) => environment ?? ''), isRare: true },
  { heading: 'REPLACED BY', cell: text(({ replacedBy }) => replacedBy ?? ''), isRare: true },
  timeColumn('EXPIRES', ({ expiresAt }) => expiresAt),
  timeColumn('LAST USED', ({ lastUsedAt }) => lastUsedAt),
  { heading: 'MASK', cell: text(({ masked }) => masked) },
  { heading: 'STORED IN', cell: text(({ storedIn }) => storedIn.join(' ') || '-') },
]

function timeColumn(heading: string, at: (token: Token) => Date | null) {
  return {
    heading,
    cell: (token: Token, now: Date) => relativeAndDay(at(token), now, 'never'),
    short: (token: Token, now: Date) => {
      const time = at(token)
      return time === null ? 'never' : relativeTime(time, now)
    },
  }
}

/** The columns of these tokens, made to fit into `room` columns of the terminal. */
export function columnsFor(tokens: readonly Token[], now: Date, room: number): Column[] {
  const whole = columns.map(({ heading, cell, short }) => ({
    heading,
    cells: tokens.map(token => cell(token, now)),
    ...(short && { short: tokens.map(token => short(token, now)) }),
  }))
  const rare = columns.filter(({ isRare }) => isRare).map(({ heading }) => heading)
  const shown = whole.filter(
    ({ heading, cells }) => !rare.includes(heading) || cells.some(cell => cell !== ''),
  )
  return fitColumns(shown, room, concessions)
}

/** How further tokens are laid out under such columns. */
export type Layout = { heading: string; width: number; cell: CellOf }[]

/** The same columns for tokens that come later: what was cut is cut, the rest may stand out. */
export function layoutOf(fitted: readonly Column[]): Layout {
  return fitted.flatMap(column => {
    const known = columns.find(({ heading }) => heading === column.heading)
    if (!known) return []
    const { heading, isShort, cutAt } = column
    const cell = (isShort && known.short) || known.cell
    const cut: CellOf = cutAt === undefined ? cell : (token, now) => cutTo(cell(token, now), cutAt)
    return [{ heading, width: widthOf(column), cell: cut }]
  })
}

/** One line of cells, each `painted` and padded to its column. */
export function padded(
  cells: readonly string[],
  layout: Layout,
  painted: (cell: string, heading: string) => string,
): string {
  const line = layout.map(({ heading, width }, at) => {
    const cell = cells[at] ?? ''
    const room = at === layout.length - 1 ? 0 : Math.max(width + gap - displayWidth(cell), 1)
    return `${painted(cell, heading)}${' '.repeat(room)}`
  })
  return `${line.join('').trimEnd()}\n`
}
