import { distance, type Moment } from '../domain/expiry.ts'
import type { Id } from '../domain/rotation/run.ts'
import type { KnownTokens } from './known-tokens.ts'

/** The tokens of a label that end `within`; none where nothing was said. */
export function dueIds(label: string, within: Moment | undefined, { tokens, now }: KnownTokens): Id[] {
  if (within === undefined) return []
  const longest = distance(within, now)
  return tokens
    .filter(token => token.label === label && token.expiresAt !== null)
    .filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() - now.getTime() <= longest)
    .map(({ id }) => id)
}
