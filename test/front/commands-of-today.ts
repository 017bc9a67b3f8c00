import type { CommandRow, HelpText } from '../../src/front/command-table.ts'
import type { RowAt } from '../../src/front/resolve.ts'
import { tableOfToday } from '../../src/front/table-of-today.ts'

/** The table of today as `resolve` takes it, and every command in it. */
export interface CommandsOfToday {
  rowAt: RowAt
  all: { path: string[]; row: CommandRow }[]
  help: Record<string, HelpText>
}

export async function commandsOfToday(version: string): Promise<CommandsOfToday> {
  const { rows, help } = await tableOfToday(version)
  const all = Object.entries(rows).map(([path, row]) => ({ path: path.split(' ').filter(Boolean), row }))
  const rowAt: RowAt = path => {
    const row = rows[path.join(' ')]
    if (!row) throw new Error(`no command '${path.join(' ')}' is known`)
    return row
  }
  return { rowAt, all, help }
}
