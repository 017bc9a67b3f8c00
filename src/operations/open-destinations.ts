import { type DestinationAddress, parseDestination } from '../domain/destination.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import type { Entry } from '../ports/secret-store.ts'

/**
 * The destinations of a rotation: those that were named, else wherever this machine delivered any token of the label (an
 * interrupted rotation leaves the places divided between predecessor and successor), else the secret store.
 */
export function openDestinations(
  named: readonly DestinationAddress[],
  records: readonly TokenRecord[],
  entry: Entry,
  { destinations }: Pick<Ports, 'destinations'>,
): Destination[] {
  const oldestFirst = [...records].sort((a, b) => compareIds(a.id, b.id))
  const remembered = [...new Set(oldestFirst.flatMap(record => record.storedIn))]
  const places = remembered.length > 0 ? remembered : ['store:']
  const addresses = named.length > 0 ? named : places.map(parseDestination)
  return addresses.map(address => destinations.open(address, entry))
}
