import type { References } from '../domain/reference.ts'
import type { Token, TokenStatus } from '../domain/token.ts'

const living: readonly TokenStatus[] = ['active', 'expiring', 'rotating']

/**
 * A warning for each other live token of a label, while the one that the label means is revoked: a predecessor in its grace
 * period, or what an interrupted rotation made. Whoever names a token by its id means that one alone.
 */
export function leftLiving(
  { id, label }: Token,
  chosen: readonly Token[],
  typed: ReadonlySet<string>,
  known: References,
): string[] {
  if (typed.has(id) || !typed.has(label)) return []
  return known
    .labelled(label)
    .filter(other => living.includes(other.status) && !chosen.some(one => one.id === other.id))
    .map(other => `token ${other.id} '${label}' still works: beatpass tokens revoke ${other.id}`)
}
