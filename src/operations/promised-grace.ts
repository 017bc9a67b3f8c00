import { labelOf } from '../domain/label.ts'
import type { Goal } from '../domain/rotation/run.ts'
import { compareIds } from '../domain/token-view.ts'
import type { KnownTokens } from './known-tokens.ts'

/**
 * The grace period that an earlier run on this machine promised to the label's predecessor, milliseconds; where the successor
 * is gone, what is left of it. Once it is over it does not speak for a rotation that was asked for without one.
 */
export function promisedGrace(
  mode: Goal['mode'],
  label: string,
  { records, list, now }: Pick<KnownTokens, 'records' | 'list' | 'now'>,
): number {
  const graced = records.find(record => record.label === label && record.graceEndsAt !== null)
  if (!graced?.graceEndsAt || (mode === 'rotate' && graced.graceEndsAt <= now)) return 0
  const successor = list.tokens
    .filter(token => labelOf(token.name) === label && compareIds(token.id, graced.id) > 0)
    .sort((a, b) => compareIds(b.id, a.id))[0]
  return Math.max(0, graced.graceEndsAt.getTime() - (successor?.createdAt ?? now).getTime())
}
