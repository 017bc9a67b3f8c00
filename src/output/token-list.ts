import { printable } from '../domain/printable.ts'
import type { Token } from '../domain/token.ts'
import type { ShownPage } from '../operations/held-list.ts'
import type { Style, Terminal } from '../ports/terminal.ts'
import { csvRecord } from './csv.ts'
import type { Format } from './format.ts'
import { JsonArray, jsonLines } from './json.ts'
import { isoMoment, isoTime } from './time.ts'

/** The columns of tab-separated and comma-separated lists; scripts rely on their order. */
export const listColumns = [
  'id',
  'label',
  'status',
  'expires',
  'created',
  'last_used',
  'masked',
  'stored_in',
  'name',
] as const

export interface ListStyle {
  format: Format
  header: boolean
}

/** How a list is written page by page. */
export interface ListForm {
  /** The text of a page. */
  page(shown: ShownPage): string
  /** What comes after the last page. */
  end(): string
}

/** Prints tokens as they come, in the form that was chosen, until nobody reads them any more. */
export async function showTokens(
  pages: AsyncIterable<ShownPage> | Iterable<ShownPage>,
  terminal: Terminal,
  style: ListStyle,
): Promise<void> {
  const form = await formOf(style, terminal)
  for await (const shown of pages) {
    const text = form.page(shown)
    if (text !== '') terminal.print(text)
    if (!terminal.listening) return
  }
  const end = form.end()
  if (end !== '') terminal.print(end)
}

async function formOf({ format, header }: ListStyle, terminal: Terminal): Promise<ListForm> {
  switch (format) {
    case 'json':
      return jsonForm(terminal.stdout)
    case 'ndjson':
      return { page: ({ tokens }) => jsonLines(tokens.map(rawToken)), end: () => '' }
    case 'csv':
      return lines(csvRecord(listColumns), token => csvRecord(cells(token)))
    case 'tsv':
      return lines(header ? `${listColumns.join('\t')}\n` : '', token => `${cells(token).join('\t')}\n`)
    case 'table': {
      const { TokenTable } = await import('./token-table.ts')
      return new TokenTable(terminal)
    }
  }
}

function jsonForm(style: Pick<Style, 'terminal'>): ListForm {
  const array = new JsonArray(style)
  return { page: ({ tokens }) => array.items(tokens.map(rawToken)), end: () => array.end() }
}

/** A token as JSON has it. */
function rawToken(token: Token) {
  return {
    ...token,
    createdAt: isoMoment(token.createdAt),
    expiresAt: isoMoment(token.expiresAt),
    lastUsedAt: isoMoment(token.lastUsedAt),
  }
}

function lines(heading: string, line: (token: Token) => string): ListForm {
  let first = heading
  return {
    page({ tokens }) {
      const text = `${first}${tokens.map(line).join('')}`
      first = ''
      return text
    },
    end: () => first,
  }
}

function cells(token: Token): string[] {
  const { id, label, status, expiresAt, createdAt, lastUsedAt, masked, storedIn } = token
  const name = printable(token.name)
  return [
    printable(id),
    label === token.name ? name : printable(label),
    status,
    isoTime(expiresAt),
    isoTime(createdAt),
    isoTime(lastUsedAt),
    printable(masked),
    printable(storedIn.join(' ')),
    name,
  ]
}
