import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError } from '../domain/errors.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'

/** What came of asking one destination whether a delivery would be accepted now. */
export interface ProbedDestination {
  to: string
  reachable: boolean
  readsBack: boolean
  writesConditionally: boolean
  /** Why it would not. */
  error?: BeatpassError
}

/**
 * Probes each, one after the other: nothing is changed there, and the platform is not asked. Throws `InvalidInput`
 * before the first probe when an address has another form than its scheme knows.
 */
export async function probeDestinations(
  addresses: readonly DestinationAddress[],
  { destinations, settings }: Pick<Ports, 'destinations' | 'settings'>,
): Promise<ProbedDestination[]> {
  // No token is meant: a store is asked whether it takes entries at all.
  const entry = tokenEntry(settings.profile.name, 'probe')
  const opened = addresses.map(address => destinations.open(address, entry))
  const probed: ProbedDestination[] = []
  for (const destination of opened) {
    const { to, readsBack, writesConditionally } = destination
    const facts = { to, readsBack, writesConditionally }
    try {
      await destination.probe()
      probed.push({ ...facts, reachable: true })
    } catch (error) {
      if (!(error instanceof BeatpassError)) throw error
      probed.push({ ...facts, reachable: false, error })
    }
  }
  return probed
}
