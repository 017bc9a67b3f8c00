import { printable } from '../domain/printable.ts'
import type { Terminal } from '../ports/terminal.ts'
import { csvRecord } from './csv.ts'
import type { WrappedColumn } from './destination-table.ts'
import type { Format } from './format.ts'
import { jsonText } from './json.ts'

/** Rows of words: `names` head the tab- and comma-separated forms, `json` is what those have that read JSON. */
export interface Listing {
  cells: readonly (readonly string[])[]
  columns: readonly WrappedColumn[]
  json: readonly unknown[]
  names: readonly string[]
}

export interface ListingStyle {
  format: Format
  header: boolean
}

/** Prints a list in the form that was chosen. */
export async function showListing(
  { cells, columns, json, names }: Listing,
  terminal: Terminal,
  { format, header }: ListingStyle,
): Promise<void> {
  switch (format) {
    case 'json':
      return terminal.print(jsonText(json, terminal.stdout))
    case 'ndjson':
      return terminal.print(json.map(one => jsonText(one, { terminal: false })).join(''))
    case 'csv':
      return terminal.print([names, ...cells.map(row => row.map(printable))].map(csvRecord).join(''))
    case 'tsv': {
      const lines = cells.map(row => row.map(printable))
      return terminal.print([...(header ? [names] : []), ...lines].map(row => `${row.join('\t')}\n`).join(''))
    }
    case 'table': {
      const { showWrappedTable } = await import('./destination-table.ts')
      return showWrappedTable(columns, cells, terminal)
    }
  }
}
