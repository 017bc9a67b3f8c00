import type { ProbedDestination } from '../operations/probe-destinations.ts'
import type { DestinationFacts } from '../ports/destination.ts'
import type { Terminal } from '../ports/terminal.ts'
import type { WrappedColumn } from './destination-table.ts'
import { type ListingStyle, showListing } from './listing.ts'
import { errorJson, throwFailures } from './outcomes.ts'

/** The columns of tab-separated lists; scripts rely on their order. */
export const kindColumns = ['destination', 'read_back', 'conditional', 'about', 'needs'] as const
export const probeColumns = ['to', 'reachable', 'read_back', 'conditional', 'error', 'message'] as const

/** Every kind of destination: what it is, what it needs, what it can. */
export async function showKinds(
  kinds: readonly DestinationFacts[],
  terminal: Terminal,
  style: ListingStyle,
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
  await showListing({ cells, columns, json: kinds, names: kindColumns }, terminal, style)
}

/** What each probe came to; then throws what could not be reached: exit 7 for one, 11 for some of several. */
export async function showProbes(
  probed: readonly ProbedDestination[],
  terminal: Terminal,
  style: ListingStyle,
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
    ...(error ? { error: errorJson(error, terminal) } : {}),
  }))
  await showListing({ cells, columns, json, names: probeColumns }, terminal, style)
  const errors = probed.flatMap(({ error }) => (error ? [error] : []))
  throwFailures(errors, probed.length, 'probes', { repeats: true })
}

const yesOrNo = (claim: boolean) => (claim ? 'yes' : 'no')
