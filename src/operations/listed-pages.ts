import type { Moment } from '../domain/expiry.ts'
import type { Account } from '../domain/profile.ts'
import type { PlatformToken } from '../domain/token.ts'
import { TokenView } from '../domain/token-view.ts'
import { asListed } from './as-listed.ts'
import { authenticatedPages, type Credential } from './authenticate.ts'
import { isListedByPage } from './by-page.ts'
import { type KnownTokensPorts, recordsOrRemark, viewFacts } from './known-tokens.ts'
import { refuseOtherCredential } from './refuse-other-account.ts'
import type { RememberedTokens } from './remembered-tokens.ts'

/** Some tokens as the platform lists them, and what shows them. */
export interface ListedPage {
  tokens: readonly PlatformToken[]
  /** Has seen these tokens and those of the pages before. */
  view: TokenView
  /** The platform's clock, or ours where it sent no `Date`. */
  now: Date
}

/**
 * What `knownTokens` gives, page by page as the platform sends it; at least one page. Leaving early ends the request. Throws
 * `InvalidInput` for the credential of another account at the page that tells whose it is, before anything counts as missing.
 */
export function listedPages(ports: KnownTokensPorts, within?: Moment): AsyncGenerator<ListedPage> {
  if (isListedByPage(ports.platform)) return recordedPage(ports, within)
  return authenticatedPages(ports, async function* (credential) {
    let begun: Begun | undefined
    let owner: Account | undefined
    for await (const { tokens, serverTime, account } of ports.platform.tokenPages(credential.secret)) {
      begun ??= await begin(serverTime ?? ports.clock.now(), ports, within)
      const { remembered, view, now } = begun
      refuseOtherCredential(account, remembered, ports.settings.profile)
      owner ??= account
      for (const token of tokens) view.see(token)
      yield { tokens, view, now }
    }
    if (begun && !owner) await refuseUntold(credential, begun, ports)
  })
}

/** Where the pages do not tell whose they are, it is asked for only if something of ours is missing from them. */
async function refuseUntold(
  { secret, kind }: Credential,
  { remembered, view }: Begun,
  { platform, settings: { profile } }: KnownTokensPorts,
): Promise<void> {
  if (kind !== 'environment' || !profile.account || view.missing().length === 0) return
  refuseOtherCredential((await platform.listTokens(secret)).account, remembered, profile)
}

/** Of a platform that lists on its page only: what this machine remembers. Nobody is asked. */
async function* recordedPage(ports: KnownTokensPorts, within?: Moment): AsyncGenerator<ListedPage> {
  const { records } = await recordsOrRemark(ports)
  const now = ports.clock.now()
  const tokens = asListed(records, ports.settings.profile)
  const view = new TokenView(records, viewFacts(ports, now, within))
  for (const token of tokens) view.see(token)
  yield { tokens, view, now }
}

interface Begun extends Pick<ListedPage, 'view' | 'now'> {
  remembered: RememberedTokens
}

async function begin(now: Date, ports: KnownTokensPorts, within: Moment | undefined): Promise<Begun> {
  const remembered = await recordsOrRemark(ports)
  return { now, remembered, view: new TokenView(remembered.records, viewFacts(ports, now, within)) }
}
