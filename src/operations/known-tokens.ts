import { distance, type Moment } from '../domain/expiry.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { TokenList } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { type AuthenticationPorts, authenticated, type Credential } from './authenticate.ts'

export type KnownTokensPorts = AuthenticationPorts & Pick<Ports, 'tokenRecords'>

export interface KnownTokens {
  /** What the user is shown: the list joined with our records. */
  tokens: Token[]
  list: TokenList
  records: TokenRecord[]
  credential: Credential
  /** The platform's clock, or ours where it sent no `Date`. */
  now: Date
}

/**
 * Lists what the platform has and joins it with what this machine remembers. What ends before `within` counts as
 * expiring (14 days unless said).
 */
export async function knownTokens(ports: KnownTokensPorts, within?: Moment): Promise<KnownTokens> {
  return await authenticated(ports, async credential => {
    const [list, records] = await Promise.all([
      ports.platform.listTokens(credential.secret),
      ports.tokenRecords.all(),
    ])
    const now = list.serverTime ?? ports.clock.now()
    const { lifetimeDays } = ports.platform.facts
    const facts = { now, lifetimeDays, ...(within === undefined ? {} : { within: distance(within, now) }) }
    const tokens = viewTokens(list.tokens, records, facts).map(token => markSession(token, ports))
    return { tokens, list, records, credential, now }
  })
}

/** The session is kept too, beside the tokens: in the list it is not foreign. */
function markSession(token: Token, ports: Pick<Ports, 'settings'>): Token {
  return ports.settings.profile.session?.id === token.id ? { ...token, storedIn: ['session'] } : token
}
