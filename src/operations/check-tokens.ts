import { type Moment, refusePast } from '../domain/expiry.ts'
import type { Token } from '../domain/token.ts'
import { type HeldList, holdList } from './held-list.ts'
import type { KnownTokensPorts } from './known-tokens.ts'

/**
 * The tokens that end within `within` (14 days unless said), soonest first, and those that ended already
 * while we hold them. Predecessors in their grace period end on purpose and do not count. Throws
 * `InvalidInput` for a date that has come, by the platform's clock.
 */
export async function checkTokens(ports: KnownTokensPorts, within?: Moment): Promise<HeldList> {
  const held = await holdList(
    { sort: 'expires', ties: 'smaller-id', wants: endsSoon, ...(within === undefined ? {} : { within }) },
    ports,
  )
  refusePast(within, held.now)
  return held
}

function endsSoon({ status, storedIn }: Token): boolean {
  return status === 'expiring' || (status === 'expired' && storedIn.length > 0)
}
