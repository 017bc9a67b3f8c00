import { endOf } from '../domain/lifetime.ts'
import type { TokenRecord } from '../domain/token.ts'
import type { RotationOutcome } from './rotation.ts'
import type { RotationEnd } from './rotation-work.ts'

/** Until when a predecessor in its grace period works: never longer than the platform lets it. `null` where nobody knows. */
export function worksUntil(
  graced: RotationEnd['run']['graced'],
  { listed }: Pick<RotationEnd, 'listed'>,
  lifetimeDays: number | null,
): Date | null {
  if (graced === null || graced.until === null) return null
  const until = new Date(graced.until)
  const { createdAt = null, expiresAt = null } = listed.find(({ id }) => id === graced.id) ?? {}
  const own = endOf({ createdAt, platform: expiresAt, requested: null, lifetimeDays }).expiresAt
  return own !== null && own < until ? own : until
}

/**
 * A warning for each predecessor that was promised to work on and is revoked before: beside the token in use only one lives,
 * and the next rotation's predecessor takes its place.
 */
export function cutShort(
  records: readonly TokenRecord[],
  now: Date,
  { run, planned }: RotationEnd,
  outcome: RotationOutcome,
): string[] {
  if (outcome !== 'rotated' && planned?.do !== 'create') return []
  return records.flatMap(({ id, graceEndsAt }) => {
    const cut = graceEndsAt !== null && graceEndsAt > now && run.seen.includes(id) && id !== run.graced?.id
    const until = graceEndsAt?.toISOString().replace(/\.\d+Z$/, 'Z')
    return cut
      ? [`token ${id} was to work until ${until}, and ${planned ? 'would be' : 'is'} revoked now`]
      : []
  })
}
