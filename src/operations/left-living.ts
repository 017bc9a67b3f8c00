import type { References } from '../domain/reference.ts'
import { idOperand } from '../domain/shell-word.ts'
import { stillWorks } from '../domain/status.ts'
import type { Token } from '../domain/token.ts'

/**
 * A warning for each other live token of a label, while the one that the label means is revoked: a predecessor in its grace
 * period, or what an interrupted rotation made. Whoever names a token by its id means that one alone. `chosen` are the ids
 * of all that are revoked, `typed` the words that named them.
 */
export function leftLiving(
  { id, label }: Token,
  chosen: ReadonlySet<string>,
  typed: ReadonlySet<string>,
  known: References,
): string[] {
  if (typed.has(id) || !typed.has(label)) return []
  return known
    .labelled(label)
    .filter(other => stillWorks(other) && !chosen.has(other.id))
    .map(other => `token ${other.id} '${label}' still works: beatpass tokens revoke ${idOperand(other.id)}`)
}
