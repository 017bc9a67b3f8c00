import { Chalk } from 'chalk'
import Table from 'cli-table3'
import { printable } from '../domain/printable.ts'
import type { Token, TokenStatus } from '../domain/token.ts'
import type { Terminal } from '../ports/terminal.ts'
import { relativeAndDay } from './time.ts'

/** More rows than a screenful go through our own padding: cli-table3 is quadratic in rows. */
const screenful = 50
const longestCell = 48
const headings = ['NAME', 'ID', 'STATUS', 'EXPIRES', 'LAST USED', 'MASK', 'STORED IN']

const colours: Record<TokenStatus, 'green' | 'yellow' | 'red' | 'cyan' | 'gray'> = {
  active: 'green',
  expiring: 'yellow',
  expired: 'red',
  rotating: 'cyan',
  revoked: 'gray',
  missing: 'red',
}

/** An aligned table for people; cells are made printable and cut first. */
export function showTokenTable(tokens: readonly Token[], terminal: Terminal, now: Date): void {
  if (tokens.length === 0) return terminal.note('no tokens')
  const chalk = new Chalk({ level: terminal.stdout.colour ? 1 : 0 })
  const paint = (status: TokenStatus, text: string) => chalk[colours[status]](text)
  const rows = tokens.map(token => ({ status: token.status, cells: cellsFor(token, now) }))
  if (rows.length > screenful) return showPadded(rows, terminal, paint)
  const table = new Table({
    head: headings.map(heading => chalk.bold(heading)),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  for (const { status, cells } of rows)
    table.push(cells.map((cell, at) => (at === 2 ? paint(status, cell) : cell)))
  terminal.print(`${table.toString().replace(/[ \t]+$/gm, '')}\n`)
}

interface Row {
  status: TokenStatus
  cells: string[]
}

function cellsFor(token: Token, now: Date): string[] {
  return [
    token.label,
    token.id,
    token.status,
    relativeAndDay(token.expiresAt, now, 'never'),
    relativeAndDay(token.lastUsedAt, now, 'never'),
    token.masked,
    token.storedIn.join(' ') || '-',
  ].map(text => cut(printable(text)))
}

function showPadded(
  rows: readonly Row[],
  terminal: Terminal,
  paint: (status: TokenStatus, text: string) => string,
) {
  const widths = headings.map((heading, at) =>
    rows.reduce((most, { cells }) => Math.max(most, cells[at]?.length ?? 0), heading.length),
  )
  const line = (cells: readonly string[], status?: TokenStatus) =>
    cells
      .map((cell, at) => {
        const padded = cell.padEnd(at === cells.length - 1 ? 0 : (widths[at] ?? 0) + 2)
        return at === 2 && status ? paint(status, padded) : padded
      })
      .join('')
  terminal.print(`${line(headings)}\n`)
  for (let at = 0; at < rows.length; at += 500) {
    terminal.print(
      rows
        .slice(at, at + 500)
        .map(({ cells, status }) => `${line(cells, status)}\n`)
        .join(''),
    )
  }
}

function cut(text: string): string {
  const characters = [...text]
  return characters.length > longestCell ? `${characters.slice(0, longestCell - 1).join('')}…` : text
}

const sides = ['top', 'bottom', 'left', 'right', 'mid'] as const
const borderless = Object.fromEntries(
  [...sides, ...sides.flatMap(side => sides.map(other => `${side}-${other}`)), 'middle'].map(part => [
    part,
    '',
  ]),
)
