import { type DestinationAddress, parseDestination } from '../domain/destination.ts'
import { addressFor } from '../domain/label-places.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'

/**
 * The destinations of a rotation: those that were named (see `addressFor`), else wherever this machine delivered any token of the label (an
 * interrupted rotation leaves the places divided between predecessor and successor), else the secret store. Each place
 * once, by the first of its addresses.
 */
export function openDestinations(
  named: readonly DestinationAddress[],
  records: readonly TokenRecord[],
  label: string,
  { destinations, settings }: Pick<Ports, 'destinations' | 'settings'>,
): Destination[] {
  const entry = tokenEntry(settings.profile.name, label)
  const oldestFirst = [...records].sort((a, b) => compareIds(a.id, b.id))
  const remembered = [...new Set(oldestFirst.flatMap(record => record.storedIn))]
  const places = remembered.length > 0 ? remembered : ['store:']
  const addresses =
    named.length > 0 ? named.map(address => addressFor(address, label)) : places.map(parseDestination)
  return eachOnce(addresses.map(address => destinations.open(address, entry)))
}

/** The destinations without those that are another address of an earlier one's place. */
export function eachOnce(opened: readonly Destination[]): Destination[] {
  if (opened.length < 2) return [...opened]
  const places = opened.map(placeOf)
  return opened.filter((_, at) => places.indexOf(places[at] ?? '') === at)
}

/** What tells whether two destinations are one place. */
export function placeOf(destination: Destination): string {
  return destination.place?.() ?? destination.address
}
