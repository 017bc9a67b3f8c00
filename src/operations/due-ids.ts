import { distance, type Moment } from '../domain/expiry.ts'
import type { Id } from '../domain/rotation/run.ts'
import type { KnownTokens } from './known-tokens.ts'

/** The tokens of a label that end `within`; none where nothing was said. */
export function dueIds(
  label: string,
  within: Moment | undefined,
  { tokens, now }: Pick<KnownTokens, 'tokens' | 'now'>,
): Id[] {
  if (within === undefined) return []
  const last = now.getTime() + distance(within, now)
  return tokens
    .filter(token => token.label === label && token.expiresAt !== null && token.expiresAt.getTime() <= last)
    .map(({ id }) => id)
}
