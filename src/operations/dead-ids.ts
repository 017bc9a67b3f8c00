import type { Id } from '../domain/rotation/run.ts'
import { hasEnded } from '../domain/status.ts'
import type { Token } from '../domain/token.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import type { KnownTokens } from './known-tokens.ts'
import { tokenIdOf } from './token-id.ts'

/** How long a platform may take to accept what it has just created, milliseconds (rotation.md). */
const settling = 15_000

/**
 * The listed tokens of the label whose secrets a destination holds and the platform takes no more. One that tells no end and
 * no status lists them on past their end: only they themselves can be asked. Elsewhere nothing is asked, nor is one that was created
 * just now: a refusal of that proves nothing.
 */
export async function deadIds(
  label: string,
  destinations: readonly Destination[],
  { tokens, now }: Pick<KnownTokens, 'tokens' | 'now'>,
  { platform }: Pick<Ports, 'platform'>,
): Promise<Id[]> {
  const { lifetimeDays, statuses } = platform.facts
  if (lifetimeDays !== null || statuses.given) return []
  const isSettled = ({ createdAt }: Token) =>
    createdAt === null || now.getTime() - createdAt.getTime() > settling
  const listed = tokens.filter(token => token.label === label && !hasEnded(token) && isSettled(token))
  const unasked = new Set(listed.map(({ id }) => id))
  const dead: Id[] = []
  for (const destination of destinations) {
    const { secret } = await destination.observe()
    if (!secret) continue
    const id = await tokenIdOf(secret, { platform })
    if (id === undefined || !unasked.delete(id)) continue
    if (!(await platform.accepts(secret))) dead.push(id)
  }
  return dead
}

/** What the user is told of one that was replaced for it. */
export function deadWarnings(ids: readonly Id[]): string[] {
  return ids.map(id => `token ${id} was dead already, though it is still listed`)
}
