import type { Receipt } from '../domain/destination.ts'
import {
  BeatpassError,
  DestinationConflict,
  DestinationUnavailable,
  StoreUnavailable,
} from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Clock } from '../ports/clock.ts'
import type { Destination, Observation } from '../ports/destination.ts'

/** What came of one delivery. */
export interface Delivery {
  receipt: Receipt
  /** Whether the destination holds the secret or may hold it: then its token must not be revoked. */
  mayHold: boolean
}

/** Probes all of them, one after the other, before anything is minted; the first that fails throws (exit 7). */
export async function probeAll(destinations: readonly Destination[]): Promise<void> {
  for (const destination of destinations) await destination.probe()
}

/** What they hold now: what comes later is not for a delivery to overwrite. */
export async function observeAll(destinations: readonly Destination[]): Promise<Observation[]> {
  const observed: Observation[] = []
  for (const destination of destinations) observed.push(await destination.observe())
  return observed
}

/**
 * Observes, writes, reads back. A place that changed since it was `observed`, else since just now, refuses the write. Never
 * throws for a failed delivery: the receipt says so.
 */
export async function deliver(
  secret: Secret,
  destination: Destination,
  clock: Clock,
  observed?: Observation,
): Promise<Delivery> {
  const { to } = destination
  let before: Observation | undefined
  try {
    // Also where it was observed before: what cannot be read now certainly holds nothing new.
    before = await destination.observe()
    await destination.write(secret, observed ?? before)
    const status = await readBack(secret, destination)
    return { receipt: { to, status, at: clock.now() }, mayHold: true }
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    const holds = before === undefined ? 'no' : await lookAgain(secret, before, destination, error)
    const status = holds === 'yes' ? ('verified' as const) : ('failed' as const)
    const receipt: Receipt = {
      to,
      status,
      at: clock.now(),
      ...(holds === 'yes' ? {} : { error: error.message }),
    }
    return { receipt, mayHold: holds !== 'no' }
  }
}

function holdsStill(before: Observation, held: Secret | undefined): boolean {
  return held === undefined ? before.secret === undefined : before.secret?.equals(held) === true
}

async function readBack(secret: Secret, destination: Destination): Promise<'verified' | 'accepted'> {
  if (!destination.readsBack) return 'accepted'
  const held = (await destination.observe()).secret
  if (held?.equals(secret)) return 'verified'
  throw new DestinationUnavailable(`${destination.to} does not hold what was written to it`)
}

/** A failed write may have been stored all the same; what cannot be read is judged by the way it failed. */
export async function lookAgain(
  secret: Secret,
  before: Observation,
  destination: Destination,
  error: BeatpassError,
): Promise<'yes' | 'no' | 'unknown'> {
  if (!destination.readsBack) {
    const unclear = error instanceof StoreUnavailable && ['timeout', 'unresponsive'].includes(error.failure)
    return unclear ? 'unknown' : 'no'
  }
  try {
    const held = (await destination.observe()).secret
    if (held?.equals(secret)) return 'yes'
    // A conflict changes nothing: what is there now is another run's.
    return holdsStill(before, held) || error instanceof DestinationConflict ? 'no' : 'unknown'
  } catch {
    return 'unknown'
  }
}

/** The addresses by which to find the places again that were delivered to; `stdout:` and the like have none. */
export function rememberedPlaces(
  destinations: readonly Destination[],
  receipts: readonly Receipt[],
): string[] {
  const delivered = new Set(receipts.filter(({ status }) => status !== 'failed').map(({ to }) => to))
  return destinations
    .filter(({ to, remembered }) => remembered && delivered.has(to))
    .map(({ address }) => address)
}
