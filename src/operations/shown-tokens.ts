import type { Token } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import { asListed } from './as-listed.ts'
import { isListedByPage } from './by-page.ts'
import { type KnownTokensPorts, knownTokens, recordsOrRemark, viewFacts } from './known-tokens.ts'

/** All that can be shown: the platform's list joined with our records, or our records alone, for which nobody is asked. */
export async function shownTokens(ports: KnownTokensPorts): Promise<{ tokens: Token[]; now: Date }> {
  if (!isListedByPage(ports.platform)) return await knownTokens(ports)
  const { records } = await recordsOrRemark(ports)
  const now = ports.clock.now()
  const listed = asListed(records, ports.settings.profile)
  return { tokens: viewTokens(listed, records, viewFacts(ports, now)), now }
}
