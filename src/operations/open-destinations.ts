import { type DestinationAddress, parseDestination } from '../domain/destination.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import type { Entry } from '../ports/secret-store.ts'

/** The destinations of a rotation: those that were named, else wherever this machine delivered the label, else `store:`. */
export function openDestinations(
  named: readonly DestinationAddress[],
  records: readonly TokenRecord[],
  entry: Entry,
  { destinations }: Pick<Ports, 'destinations'>,
): Destination[] {
  const newestFirst = [...records].sort((a, b) => compareIds(b.id, a.id))
  const remembered = newestFirst.find(record => record.storedIn.length > 0)?.storedIn ?? ['store:']
  const addresses = named.length > 0 ? named : remembered.map(parseDestination)
  return addresses.map(address => destinations.open(address, entry))
}
