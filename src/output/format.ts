import { InvalidInput } from '../domain/errors.ts'
import type { Style } from '../ports/terminal.ts'

/** How a result is written: for people, or one of the forms that scripts read. */
export type Format = 'table' | 'tsv' | 'json' | 'ndjson' | 'csv'

export interface FormatOptions {
  json?: boolean
  ndjson?: boolean
  csv?: boolean
}

/** The form that was asked for, else a table at a terminal and tab-separated lines in a pipe. */
export function chooseFormat(options: FormatOptions, style: Pick<Style, 'terminal'>): Format {
  const asked = (['json', 'ndjson', 'csv'] as const).filter(form => options[form])
  if (asked.length > 1) throw new InvalidInput(`--${asked[0]} and --${asked[1]} cannot be had together`)
  return asked[0] ?? (style.terminal ? 'table' : 'tsv')
}
