import { type DestinationAddress, isStorePlace, parseDestination } from '../domain/destination.ts'
import { InvalidInput } from '../domain/errors.ts'
import { addressFor } from '../domain/label-places.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'

/** The profile's secret store. */
export const storePlace: DestinationAddress = { scheme: 'store', rest: '', text: 'store:' }

/**
 * The destinations of a rotation: those that were named (see `addressFor`), else wherever this machine delivered any token of the label (an
 * interrupted rotation leaves the places divided between predecessor and successor), else the secret store. Each place
 * once, by the first of its addresses. Throws `InvalidInput` where one would overwrite another.
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
  const places = remembered.length > 0 ? oneStoreOf(remembered) : [storePlace.text]
  const addresses =
    named.length > 0 ? named.map(address => addressFor(address, label)) : places.map(parseDestination)
  return eachOnce(addresses.map(address => destinations.open(address, entry)))
}

/** Without the store whose home was not remembered, where one is told with its home: it is that one, or refused as that one is. */
function oneStoreOf(places: readonly string[]): string[] {
  const isTold = places.some(place => isStorePlace(place) && place !== 'store:')
  return places.filter(place => !isTold || place !== 'store:')
}

/** The destinations without those that are another address of an earlier one's place. Throws as `refuseOverwritten`. */
export function eachOnce(opened: readonly Destination[]): Destination[] {
  if (opened.length < 2) return [...opened]
  refuseOverwritten(opened)
  const places = opened.map(placeOf)
  return opened.filter((_, at) => places.indexOf(places[at] ?? '') === at)
}

/** Throws `InvalidInput` where one is a part of what another takes as a whole: a variable of a file that is to hold the value alone. */
export function refuseOverwritten(opened: readonly Destination[]): void {
  const parts = opened.filter(({ whole }) => whole !== undefined)
  if (parts.length === 0 || parts.length === opened.length) return
  const byPlace = new Map(opened.map(one => [placeOf(one), one]))
  for (const part of parts) {
    const whole = byPlace.get(part.whole?.() ?? '')
    if (!whole) continue
    throw new InvalidInput(`${whole.to} and ${part.to} are one file: each would overwrite the other`, {
      hint: 'name one of them, or another file',
    })
  }
}

/** What tells whether two destinations are one place. */
export function placeOf(destination: Destination): string {
  return destination.place?.() ?? destination.address
}
