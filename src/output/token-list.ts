import { printable } from '../domain/printable.ts'
import type { Token } from '../domain/token.ts'
import type { Terminal } from '../ports/terminal.ts'
import { csvRecord } from './csv.ts'
import type { Format } from './format.ts'
import { jsonText } from './json.ts'
import { isoTime } from './time.ts'

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
  now: Date
}

/** Prints tokens in the form that was chosen; pages of lines, so that a long list needs no memory of its own. */
export async function showTokens(
  tokens: readonly Token[],
  terminal: Terminal,
  style: ListStyle,
): Promise<void> {
  switch (style.format) {
    case 'json':
      return terminal.print(jsonText(tokens, terminal.stdout))
    case 'ndjson':
      return printPaged(tokens, terminal, token => jsonText(token, { terminal: false }))
    case 'csv':
      terminal.print(csvRecord(listColumns))
      return printPaged(tokens, terminal, token => csvRecord(cells(token)))
    case 'tsv':
      if (style.header) terminal.print(`${listColumns.join('\t')}\n`)
      return printPaged(tokens, terminal, token => `${cells(token).join('\t')}\n`)
    case 'table': {
      const { showTokenTable } = await import('./token-table.ts')
      return showTokenTable(tokens, terminal, style.now)
    }
  }
}

function cells(token: Token): string[] {
  const { id, label, status, expiresAt, createdAt, lastUsedAt, masked, storedIn, name } = token
  const times = [isoTime(expiresAt), isoTime(createdAt), isoTime(lastUsedAt)]
  return [id, label, status, ...times, masked, storedIn.join(' '), name].map(printable)
}

const page = 500

function printPaged(tokens: readonly Token[], terminal: Terminal, line: (token: Token) => string): void {
  for (let at = 0; at < tokens.length; at += page) {
    terminal.print(
      tokens
        .slice(at, at + page)
        .map(line)
        .join(''),
    )
  }
}
