import { parseDestination } from '../domain/destination.ts'
import { BeatpassError } from '../domain/errors.ts'
import type { TokenRecord } from '../domain/token.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'
import { placeOf } from './open-destinations.ts'

/** The records of a label, with the address of a destination wherever they remember its place by another. */
export function atDestinations(
  records: readonly TokenRecord[],
  opened: readonly Destination[],
  label: string,
  { destinations, settings }: Pick<Ports, 'destinations' | 'settings'>,
): TokenRecord[] {
  const addresses = new Map(opened.map(one => [placeOf(one), one.address]))
  const entry = tokenEntry(settings.profile.name, label)
  const renamed = (place: string) => {
    try {
      return addresses.get(placeOf(destinations.open(parseDestination(place), entry))) ?? place
    } catch (error) {
      if (error instanceof BeatpassError) return place
      throw error
    }
  }
  return records.map(record => ({ ...record, storedIn: [...new Set(record.storedIn.map(renamed))] }))
}
