import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import { printable } from '../domain/printable.ts'
import type { Token, TokenStatus } from '../domain/token.ts'
import type { Terminal } from '../ports/terminal.ts'
import { borderless } from './borderless.ts'
import { cutTo } from './display-width.ts'
import { type Column, type Concession, fitColumns, gap, widthOf } from './fit-columns.ts'
import { relativeAndDay, relativeTime } from './time.ts'

/** Rows that are laid out together: cli-table3 is quadratic in rows. */
const page = 50
const longestCell = 48

const colours: Record<TokenStatus, 'green' | 'yellow' | 'red' | 'cyan' | 'gray'> = {
  active: 'green',
  expiring: 'yellow',
  expired: 'red',
  rotating: 'cyan',
  revoked: 'gray',
  missing: 'red',
}

/** What a narrow terminal costs, the least missed first. */
const concessions: Concession[] = [
  { heading: 'LAST USED', by: 'short' },
  { heading: 'MASK', by: 'drop' },
  { heading: 'NAME', by: 'cut', to: 20 },
  { heading: 'STORED IN', by: 'cut', to: 12 },
  { heading: 'EXPIRES', by: 'short' },
  { heading: 'LAST USED', by: 'drop' },
  { heading: 'STORED IN', by: 'drop' },
  { heading: 'NAME', by: 'cut', to: 8 },
]

/** An aligned table for people, no wider than the terminal; cells are made printable first. */
export function showTokenTable(tokens: readonly Token[], terminal: Terminal, now: Date): void {
  if (tokens.length === 0) return terminal.note('no tokens')
  const chalk = new Chalk({ level: terminal.stdout.colour ? 1 : 0 })
  const columns = fitColumns(columnsOf(tokens, now), terminal.stdout.columns, concessions)
  const widths = columns.map(widthOf)
  const last = columns.length - 1
  for (let from = 0; from < tokens.length; from += page) {
    const table = new Table({
      chars: borderless,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
      colWidths: widths.map((width, at) => width + (at === last ? gap + 1 : gap)),
    })
    if (from === 0) table.push(columns.map(({ heading }) => chalk.bold(heading)))
    for (let row = from; row < Math.min(from + page, tokens.length); row++)
      table.push(columns.map(column => painted(column, row, chalk)))
    terminal.print(`${table.toString().replace(/[ \t]+$/gm, '')}\n`)
  }
}

function columnsOf(tokens: readonly Token[], now: Date): Column[] {
  const column = (heading: string, cell: (token: Token) => string) => ({
    heading,
    cells: tokens.map(token => cutTo(printable(cell(token)), longestCell)),
  })
  const time = (heading: string, at: (token: Token) => Date | null) => ({
    ...column(heading, token => relativeAndDay(at(token), now, 'never')),
    short: tokens.map(token => shortTime(at(token), now)),
  })
  return [
    column('NAME', ({ label }) => label),
    column('ID', ({ id }) => id),
    column('STATUS', ({ status }) => status),
    time('EXPIRES', ({ expiresAt }) => expiresAt),
    time('LAST USED', ({ lastUsedAt }) => lastUsedAt),
    column('MASK', ({ masked }) => masked),
    column('STORED IN', ({ storedIn }) => storedIn.join(' ') || '-'),
  ]
}

function shortTime(at: Date | null, now: Date): string {
  return at === null ? 'never' : relativeTime(at, now)
}

function painted({ heading, cells }: Column, row: number, chalk: ChalkInstance): string {
  const cell = cells[row] ?? ''
  if (heading !== 'STATUS') return cell
  const colour = colours[cell as TokenStatus]
  return colour ? chalk[colour](cell) : cell
}
