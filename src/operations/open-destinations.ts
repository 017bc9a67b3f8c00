import { type DestinationAddress, parseDestination } from '../domain/destination.ts'
import { addressFor } from '../domain/label-places.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'

/**
 * The destinations of a rotation: those that were named (see `addressFor`), else wherever this machine delivered any token of the label (an
 * interrupted rotation leaves the places divided between predecessor and successor), else the secret store.
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
  return addresses.map(address => destinations.open(address, entry))
}
