import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError } from '../domain/errors.ts'
import { refuseOnePlaceForMany } from '../domain/label-places.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'
import { placeOf, refuseOverwritten } from './open-destinations.ts'

/** Throws `InvalidInput` where several labels would be delivered to one place, however it is spelled, or to a part of another's. */
export function refuseOnePlace(
  addresses: readonly DestinationAddress[],
  labels: readonly string[],
  { destinations, settings }: Pick<Ports, 'destinations' | 'settings'>,
): void {
  const opened: Destination[] = []
  refuseOnePlaceForMany(addresses, labels, (address, label) => {
    try {
      const destination = destinations.open(address, tokenEntry(settings.profile.name, label))
      opened.push(destination)
      return placeOf(destination)
    } catch (error) {
      // An address that is not valid is its own label's failure.
      if (error instanceof BeatpassError) return address.text
      throw error
    }
  })
  refuseOverwritten(opened)
}
