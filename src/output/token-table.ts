import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { Token, TokenStatus } from '../domain/token.ts'
import type { ShownPage } from '../operations/held-list.ts'
import type { Terminal } from '../ports/terminal.ts'
import { borderless } from './borderless.ts'
import { gap, widthOf } from './fit-columns.ts'
import { columnsFor, type Layout, layoutOf, padded } from './token-columns.ts'

/** Rows that cli-table3 lays out: it is quadratic in rows, and a longer list is no table that a person looks at. */
const screenful = 50

const colours: Record<TokenStatus, 'green' | 'yellow' | 'red' | 'cyan' | 'gray'> = {
  active: 'green',
  expiring: 'yellow',
  expired: 'red',
  rotating: 'cyan',
  revoked: 'gray',
  missing: 'red',
}

/**
 * An aligned table for people, no wider than the terminal; cells are made printable first. Of a long list the first page
 * says how wide the columns are.
 */
export class TokenTable {
  readonly #terminal: Terminal
  readonly #chalk: ChalkInstance
  #first: Token[] = []
  #now = new Date(0)
  #layout: Layout | undefined

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#chalk = new Chalk({ level: terminal.stdout.colour ? 1 : 0 })
  }

  page({ tokens, now }: ShownPage): string {
    if (this.#layout) return this.#lines(tokens, this.#layout)
    this.#now = now
    this.#first = [...this.#first, ...tokens]
    if (this.#first.length <= screenful) return ''
    const columns = columnsFor(this.#first, now, this.#terminal.stdout.columns)
    this.#layout = layoutOf(columns)
    const heading = padded(
      columns.map(({ heading }) => heading),
      this.#layout,
      text => this.#chalk.bold(text),
    )
    return `${heading}${this.#lines(this.#first.splice(0), this.#layout)}`
  }

  end(): string {
    if (this.#layout) return ''
    if (this.#first.length > 0) return this.#boxed(this.#first)
    this.#terminal.note('no tokens')
    return ''
  }

  #lines(tokens: readonly Token[], layout: Layout): string {
    return tokens
      .map(token => {
        const cells = layout.map(({ cell }) => cell(token, this.#now))
        return padded(cells, layout, (text, heading) => this.#painted(text, heading))
      })
      .join('')
  }

  #boxed(tokens: readonly Token[]): string {
    const columns = columnsFor(tokens, this.#now, this.#terminal.stdout.columns)
    const last = columns.length - 1
    const table = new Table({
      chars: borderless,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
      colWidths: columns.map((column, at) => widthOf(column) + (at === last ? gap + 1 : gap)),
    })
    table.push(columns.map(({ heading }) => this.#chalk.bold(heading)))
    for (const row of tokens.keys())
      table.push(columns.map(({ heading, cells }) => this.#painted(cells[row] ?? '', heading)))
    return `${table.toString().replace(/[ \t]+$/gm, '')}\n`
  }

  #painted(cell: string, heading: string): string {
    const colour = heading === 'STATUS' ? colours[cell as TokenStatus] : undefined
    return colour ? this.#chalk[colour](cell) : cell
  }
}
