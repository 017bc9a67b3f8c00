import { TokensEndSoon } from '../../domain/errors.ts'
import type { Moment } from '../../domain/expiry.ts'
import type { Token } from '../../domain/token.ts'
import { howToRotate } from '../../operations/by-page.ts'
import { checkTokens } from '../../operations/check-tokens.ts'
import { chooseFormat, type FormatOptions } from '../../output/format.ts'
import { showTokens } from '../../output/token-list.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Action } from '../action.ts'

interface CheckOptions extends FormatOptions {
  within?: Moment
}

/** What `beatpass tokens check` does. */
export const checkAction: Action = async (given, open) => {
  const options = given.options as CheckOptions
  const ports = await open.lean()
  const format = chooseFormat(options, ports.terminal.stdout)
  const ending = await checkTokens(ports, options.within)
  if (ending.size > 0 || format === 'json')
    await showTokens(ending.pages(), ports.terminal, { format, header: false })
  if (ending.size === 0) return
  throw new TokensEndSoon(ending.size === 1 ? 'one token ends soon' : `${ending.size} tokens end soon`, {
    hint: howToRenew(ending.first, ports.platform),
  })
}

/** What to do about the soonest: the session is renewed in a way of its own, which is no way for the others. */
function howToRenew(soonest: readonly Token[], platform: Ports['platform']): string {
  const isSession = ({ storedIn }: Token) => storedIn.includes('session')
  const token = soonest.find(one => !isSession(one))
  const ways = [
    ...(token ? [howToRotate(token.label, platform)] : []),
    ...(soonest.some(isSession) ? ['beatpass login renews the session'] : []),
  ]
  return ways.join('; ')
}
