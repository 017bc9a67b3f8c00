import { printable } from '../domain/printable.ts'
import type { ProbedDestination } from '../operations/probe-destinations.ts'
import type { DestinationFacts } from '../ports/destination.ts'
import type { Terminal } from '../ports/terminal.ts'
import { csvRecord } from './csv.ts'
import type { WrappedColumn } from './destination-table.ts'
import type { Format } from './format.ts'
import { jsonText } from './json.ts'
import { errorJson, throwFailures } from './outcomes.ts'

/** The columns of tab-separated lists; scripts rely on their order. */
export const kindColumns = ['destination', 'read_back', 'conditional', 'about', 'needs'] as const
export const probeColumns = ['to', 'reachable', 'read_back', 'conditional', 'error', 'message'] as const

export interface DestinationStyle {
  format: Format
  header: boolean
}

/** Every kind of destination: what it is, what it needs, what it can. */
export async function showKinds(
  kinds: readonly DestinationFacts[],
  terminal: Terminal,
  style: DestinationStyle,
): Promise<void> {
  const cells = kinds.map(({ form, readsBack, writesConditionally, about, needs }) => [
    form,
    yesOrNo(readsBack),
    yesOrNo(writesConditionally),
    about,
    needs,
  ])
  const columns: WrappedColumn[] = [
    { heading: 'DESTINATION' },
    { heading: 'READ BACK', droppable: true },
    { heading: 'CONDITIONAL', droppable: true },
    { heading: 'THE SECRET GOES TO', wraps: true },
    { heading: 'NEEDS', wraps: true },
  ]
  const json = kinds.map(({ scheme, form, about, needs, readsBack, writesConditionally }) => ({
    ...{ scheme, form, about, needs, readsBack, writesConditionally },
  }))
  await show({ cells, columns, json, names: kindColumns }, terminal, style)
}

/** What each probe came to; then throws what could not be reached: exit 7 for one, 11 for some of several. */
export async function showProbes(
  probed: readonly ProbedDestination[],
  terminal: Terminal,
  style: DestinationStyle,
): Promise<void> {
  const cells = probed.map(({ to, reachable, readsBack, writesConditionally, error }) => [
    ...[to, yesOrNo(reachable), yesOrNo(readsBack), yesOrNo(writesConditionally)],
    ...[error?.code ?? '', error?.message ?? ''],
  ])
  const columns: WrappedColumn[] = [
    { heading: 'DESTINATION' },
    { heading: 'REACHABLE' },
    { heading: 'READ BACK', droppable: true },
    { heading: 'CONDITIONAL', droppable: true },
    { heading: 'ERROR', droppable: true },
    { heading: 'MESSAGE', wraps: true },
  ]
  const json = probed.map(({ to, reachable, readsBack, writesConditionally, error }) => ({
    ...{ to, reachable, readsBack, writesConditionally },
    ...(error ? { error: errorJson(error) } : {}),
  }))
  await show({ cells, columns, json, names: probeColumns }, terminal, style)
  const errors = probed.flatMap(({ error }) => (error ? [error] : []))
  throwFailures(errors, probed.length, 'probes')
}

interface Listing {
  cells: readonly (readonly string[])[]
  columns: readonly WrappedColumn[]
  json: readonly unknown[]
  names: readonly string[]
}

async function show(
  { cells, columns, json, names }: Listing,
  terminal: Terminal,
  { format, header }: DestinationStyle,
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

const yesOrNo = (claim: boolean) => (claim ? 'yes' : 'no')
