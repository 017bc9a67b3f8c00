import type { Goal } from '../domain/rotation/run.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import type { Destination } from '../ports/destination.ts'
import { notBegun, type Rotation, type RotationOutcome } from './rotation.ts'
import type { RotationEnd } from './rotation-work.ts'

/** What a rotation that names no destination is about to go by. */
interface Unnamed {
  token: Token
  goal: Pick<Goal, 'mode' | 'dueIds'>
  /** Of the label. */
  records: readonly TokenRecord[]
  destinations: readonly Destination[]
}

/**
 * The outcome for a token that is not due and that this machine knows no place of: whoever uses it does so elsewhere, and
 * an empty store that never held it lacks nothing. `undefined` where a place was remembered or holds something: what is
 * missing there is to be repaired, due or not.
 */
export async function leaveAlone({
  token,
  goal,
  records,
  destinations,
}: Unnamed): Promise<Rotation | undefined> {
  if (goal.mode !== 'if-due' || goal.dueIds.includes(token.id) || token.status === 'missing') return undefined
  if (records.some(({ storedIn }) => storedIn.length > 0)) return undefined
  for (const destination of destinations) {
    if (!destination.readsBack || (await destination.observe()).secret) return undefined
  }
  return { ...notBegun(token.label, 'nothing-due'), predecessor: token }
}

/** Why one that was not due was replaced all the same, or would be; nothing where it was due, or gone already. */
export function earlyWarning(
  { id, status }: Token,
  { run: { goal, why }, planned }: RotationEnd,
  outcome: RotationOutcome,
): string[] {
  const replaced = outcome === 'rotated' || planned?.do === 'create'
  const due = goal.mode !== 'if-due' || why === 'due' || goal.dueIds.includes(id)
  if (!replaced || due || status === 'missing') return []
  return [`token ${id} ${planned ? 'would be' : 'was'} replaced before it is due, because ${why}`]
}
