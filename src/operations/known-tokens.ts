import type { BeatpassError } from '../domain/errors.ts'
import { distance, type Moment } from '../domain/expiry.ts'
import type { Account } from '../domain/profile.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import { type ViewFacts, viewTokens } from '../domain/token-view.ts'
import type { TokenList } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { asListed } from './as-listed.ts'
import { type AuthenticationPorts, authenticated, type Credential, findCredential } from './authenticate.ts'
import { isListedByPage } from './by-page.ts'
import { refuseOtherCredential } from './refuse-other-account.ts'
import { type RememberedTokens, rememberedTokens } from './remembered-tokens.ts'
import { tiedAccount } from './tied-account.ts'

export type KnownTokensPorts = AuthenticationPorts & Pick<Ports, 'tokenRecords'>

/** The tokens at one moment, with what they were known by. */
export interface KnownTokens {
  /** What the user is shown: the list joined with our records. */
  tokens: Token[]
  list: Pick<TokenList, 'tokens' | 'serverTime'>
  records: TokenRecord[]
  /** Why there are no records: they could not be read. */
  recordsFailure: BeatpassError | undefined
  credential: Credential
  /** Whom the profile is tied to once it keeps a record, where it is tied to nobody; see `tiedAccount`. */
  account: Account | null
  /** The platform's clock, or ours where it sent no `Date`. */
  now: Date
}

/**
 * Lists what the platform has and joins it with what this machine remembers; records that cannot be read are only a
 * remark. What ends before `within` counts as expiring (14 days unless said). Where the platform lists on its page only,
 * what this machine remembers is the list, and nothing is sent. Throws `InvalidInput` for the credential of another account
 * than the profile keeps tokens of.
 */
export async function knownTokens(ports: KnownTokensPorts, within?: Moment): Promise<KnownTokens> {
  if (isListedByPage(ports.platform)) return await rememberedAlone(ports, within)
  return await authenticated(ports, async credential => {
    const list = await ports.platform.listTokens(credential.secret)
    const remembered = await recordsOrRemark(ports)
    const { profile } = ports.settings
    refuseOtherCredential(list.account, remembered, profile)
    const { records, failure } = remembered
    const now = list.serverTime ?? ports.clock.now()
    const account = tiedAccount(list, remembered, credential, profile)
    const tokens = viewTokens(list.tokens, records, viewFacts(ports, now, within))
    return { tokens, list, records, recordsFailure: failure, credential, account, now }
  })
}

async function rememberedAlone(ports: KnownTokensPorts, within?: Moment): Promise<KnownTokens> {
  const credential = await findCredential(ports)
  const { records, failure } = await recordsOrRemark(ports)
  const now = ports.clock.now()
  const listed = asListed(records, ports.settings.profile)
  const tokens = viewTokens(listed, records, viewFacts(ports, now, within))
  return {
    tokens,
    list: { tokens: listed, serverTime: null },
    records,
    recordsFailure: failure,
    credential,
    account: null,
    now,
  }
}

/** What this machine remembers; a remark where it cannot be read. */
export async function recordsOrRemark(
  ports: Pick<Ports, 'tokenRecords' | 'terminal'>,
): Promise<RememberedTokens> {
  const remembered = await rememberedTokens(ports)
  const { failure } = remembered
  if (failure) {
    ports.terminal.note(`warning: what this machine remembers cannot be read: ${failure.message}`)
  }
  return remembered
}

/** What tokens are shown by at that moment of the platform. */
export function viewFacts(
  { platform, settings }: Pick<Ports, 'platform' | 'settings'>,
  now: Date,
  within?: Moment,
): ViewFacts {
  return {
    now,
    lifetimeDays: platform.facts.lifetimeDays,
    sessionId: settings.profile.session?.id ?? null,
    ...(within === undefined ? {} : { within: distance(within, now) }),
  }
}
