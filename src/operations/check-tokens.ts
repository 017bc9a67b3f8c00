import type { Moment } from '../domain/expiry.ts'
import type { Token } from '../domain/token.ts'
import { type KnownTokensPorts, knownTokens } from './known-tokens.ts'

/**
 * The tokens that end within `within` (14 days unless said), soonest first, and those that ended already
 * while we hold them. Predecessors in their grace period end on purpose and do not count.
 */
export async function checkTokens(
  ports: KnownTokensPorts,
  within?: Moment,
): Promise<{ tokens: Token[]; now: Date }> {
  const { tokens, now } = await knownTokens(ports, within)
  const ending = tokens.filter(
    token => token.status === 'expiring' || (token.status === 'expired' && token.storedIn.length > 0),
  )
  return { tokens: ending.sort((a, b) => Number(a.expiresAt) - Number(b.expiresAt)), now }
}
