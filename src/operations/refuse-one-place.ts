import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError } from '../domain/errors.ts'
import { refuseOnePlaceForMany } from '../domain/label-places.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'
import { placeOf } from './open-destinations.ts'

/** Throws `InvalidInput` where several labels would be delivered to one place, however it is spelled. */
export function refuseOnePlace(
  addresses: readonly DestinationAddress[],
  labels: readonly string[],
  { destinations, settings }: Pick<Ports, 'destinations' | 'settings'>,
): void {
  refuseOnePlaceForMany(addresses, labels, (address, label) => {
    try {
      return placeOf(destinations.open(address, tokenEntry(settings.profile.name, label)))
    } catch (error) {
      // An address that is not valid is its own label's failure.
      if (error instanceof BeatpassError) return address.text
      throw error
    }
  })
}
