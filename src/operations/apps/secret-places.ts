import type { DestinationAddress, Receipt } from '../../domain/destination.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Ports } from '../../ports/ports.ts'
import { deliver, probeAll } from '../deliver.ts'
import { appEntry } from '../entries.ts'
import { eachOnce, storePlace } from '../open-destinations.ts'

type PlacePorts = Pick<Ports, 'destinations' | 'settings' | 'clock'>

/** Asks every place whether it takes a secret now; throws the first refusal (exit 7). */
export async function probePlaces(
  addresses: readonly DestinationAddress[],
  { destinations, settings }: PlacePorts,
): Promise<void> {
  // Which application is not known yet: a store is asked whether it takes entries at all.
  const entry = appEntry(settings.profile.name, 'new')
  await probeAll(eachOnce(named(addresses).map(address => destinations.open(address, entry))))
}

/**
 * Delivers a client secret to every place; `reached` is whether one of them holds it or may hold it, `places` is by what to find
 * again those that were to take it. Never throws for a failed delivery.
 */
export async function deliverSecret(
  secret: Secret,
  id: string,
  addresses: readonly DestinationAddress[],
  { destinations, settings, clock }: PlacePorts,
): Promise<{ receipts: Receipt[]; reached: boolean; places: string[] }> {
  const entry = appEntry(settings.profile.name, id)
  const receipts: Receipt[] = []
  let reached = false
  const opened = eachOnce(named(addresses).map(address => destinations.open(address, entry)))
  for (const destination of opened) {
    const { receipt, mayHold } = await deliver(secret, destination, clock)
    receipts.push(receipt)
    reached ||= mayHold
  }
  const places = opened.filter(({ remembered }) => remembered).map(({ address }) => address)
  return { receipts, reached, places }
}

const named = (addresses: readonly DestinationAddress[]) => (addresses.length > 0 ? addresses : [storePlace])
