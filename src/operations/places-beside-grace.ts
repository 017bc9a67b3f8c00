import { type DestinationAddress, parseDestination } from '../domain/destination.ts'
import type { Goal } from '../domain/rotation/run.ts'
import type { KnownTokens } from './known-tokens.ts'

/**
 * Where the token in use was delivered, while places that a rotation with `--to` has left hold its predecessor in a grace period.
 * They do not agree, as after an interruption, but on purpose: to repair that before the time is over would end the
 * predecessor. None where there is nothing of the kind.
 */
export function placesBesideGrace(
  { mode, destinations }: { mode: Goal['mode']; destinations: readonly DestinationAddress[] },
  wanted: string,
  { records }: Pick<KnownTokens, 'records'>,
): DestinationAddress[] {
  if (mode === 'rotate' || destinations.length > 0) return []
  const kept = records.filter(({ label, storedIn }) => label === wanted && storedIn.length > 0)
  const inUse = kept.filter(({ graceEndsAt }) => graceEndsAt === null)
  if (inUse.length === kept.length) return []
  return [...new Set(inUse.flatMap(({ storedIn }) => storedIn))].map(parseDestination)
}
