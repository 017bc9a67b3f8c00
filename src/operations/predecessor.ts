import { youngClaims } from '../domain/rotation/assess.ts'
import type { Run } from '../domain/rotation/run.ts'
import type { Token } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'

/**
 * The token that a rotation of `token` is to replace: the newest that a destination held. A reference means the newest of
 * its label, which may be the claim of another run that nobody holds yet; where no place tells, no such claim is meant.
 */
export function predecessorOf(
  token: Token,
  { held, seen, last, goal }: Pick<Run, 'held' | 'seen' | 'last' | 'goal'>,
  tokens: readonly Token[],
): Token {
  const inPlaces = seen.filter(id => held.some(one => one.kind === 'token' && one.id === id))
  if (inPlaces.includes(token.id)) return token
  const young = last ? youngClaims(goal, last) : []
  const ids = inPlaces.length > 0 || !young.includes(token.id) ? inPlaces : seen
  const newest = ids
    .filter(id => !young.includes(id))
    .sort(compareIds)
    .at(-1)
  return tokens.find(({ id }) => id === newest) ?? token
}
