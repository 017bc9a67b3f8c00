import type { Moment } from '../domain/expiry.ts'
import type { PlatformToken } from '../domain/token.ts'
import { TokenView } from '../domain/token-view.ts'
import { asListed } from './as-listed.ts'
import { authenticatedPages } from './authenticate.ts'
import { isListedByPage } from './by-page.ts'
import { type KnownTokensPorts, recordsOrRemark, viewFacts } from './known-tokens.ts'

/** Some tokens as the platform lists them, and what shows them. */
export interface ListedPage {
  tokens: readonly PlatformToken[]
  /** Has seen these tokens and those of the pages before. */
  view: TokenView
  /** The platform's clock, or ours where it sent no `Date`. */
  now: Date
}

/** What `knownTokens` gives, page by page as the platform sends it; at least one page. Leaving early ends the request. */
export function listedPages(ports: KnownTokensPorts, within?: Moment): AsyncGenerator<ListedPage> {
  if (isListedByPage(ports.platform)) return recordedPage(ports, within)
  return authenticatedPages(ports, async function* (credential) {
    let begun: Pick<ListedPage, 'view' | 'now'> | undefined
    for await (const { tokens, serverTime } of ports.platform.tokenPages(credential.secret)) {
      begun ??= await begin(serverTime ?? ports.clock.now(), ports, within)
      for (const token of tokens) begun.view.see(token)
      yield { tokens, ...begun }
    }
  })
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

async function begin(now: Date, ports: KnownTokensPorts, within: Moment | undefined) {
  const { records } = await recordsOrRemark(ports)
  return { now, view: new TokenView(records, viewFacts(ports, now, within)) }
}
