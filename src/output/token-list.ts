import { printable } from '../domain/printable.ts'
import type { Token } from '../domain/token.ts'
import type { ShownPage } from '../operations/held-list.ts'
import type { Style, Terminal } from '../ports/terminal.ts'
import { csvCell, csvRecord } from './csv.ts'
import { JsonArray } from './json.ts'
import type { ListingStyle } from './listing.ts'
import { isoMinutes, isoTime, type MinuteText } from './time.ts'
import { rawToken, tokenJson } from './token-json.ts'

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
  style: ListingStyle,
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

async function formOf({ format, header }: ListingStyle, terminal: Terminal): Promise<ListForm> {
  switch (format) {
    case 'json':
      return terminal.stdout.terminal ? indentedJson(terminal.stdout) : compactJson()
    case 'ndjson':
      return jsonLines()
    case 'csv':
      return lines(csvRecord(listColumns), { cell: text => csvCell(printable(text)), gap: ',', end: '\r\n' })
    case 'tsv':
      return lines(header ? `${listColumns.join('\t')}\n` : '', { cell: printable, gap: '\t', end: '\n' })
    case 'table': {
      const { TokenTable } = await import('./token-table.ts')
      return new TokenTable(terminal)
    }
  }
}

function indentedJson(style: Pick<Style, 'terminal'>): ListForm {
  const array = new JsonArray(style)
  return { page: ({ tokens }) => array.items(tokens.map(rawToken)), end: () => array.end() }
}

function compactJson(): ListForm {
  const minutes = isoMinutes()
  let lead = '['
  return {
    page({ tokens }) {
      let text = ''
      for (const token of tokens) {
        text += lead + tokenJson(token, minutes)
        lead = ','
      }
      return text
    },
    end: () => (lead === '[' ? '[]\n' : ']\n'),
  }
}

function jsonLines(): ListForm {
  const minutes = isoMinutes()
  return { page: ({ tokens }) => joined(tokens, token => `${tokenJson(token, minutes)}\n`), end: () => '' }
}

/** How a line is made of cells. */
interface LineForm {
  /** A cell of what came from elsewhere. */
  cell(text: string): string
  gap: string
  end: string
}

function lines(heading: string, form: LineForm): ListForm {
  const minutes = isoMinutes()
  let first = heading
  return {
    page({ tokens }) {
      const text = first + joined(tokens, token => line(token, form, minutes))
      first = ''
      return text
    },
    end: () => first,
  }
}

function joined(tokens: readonly Token[], line: (token: Token) => string): string {
  let text = ''
  for (const token of tokens) text += line(token)
  return text
}

function line(token: Token, { cell, gap, end }: LineForm, minutes: MinuteText): string {
  const { id, label, status, masked, storedIn } = token
  const name = cell(token.name)
  const { createdAt, expiresAt, lastUsedAt } = token
  const time = (at: Date | null) => {
    const text = isoTime(at, minutes)
    // Years of more than four digits begin with a sign.
    return text.length > 20 ? cell(text) : text
  }
  // Not as templates: those look at each part once more, whether it is a text.
  const words = cell(id) + gap + (label === token.name ? name : cell(label)) + gap + status + gap
  const times = time(expiresAt) + gap + time(createdAt) + gap + time(lastUsedAt) + gap
  const places = storedIn.length === 0 ? '' : cell(storedIn.join(' '))
  return words + times + cell(masked) + gap + places + gap + name + end
}
