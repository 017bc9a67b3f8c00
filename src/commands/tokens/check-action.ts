import { TokensEndSoon } from '../../domain/errors.ts'
import type { Moment } from '../../domain/expiry.ts'
import { isSessionName } from '../../domain/session-name.ts'
import type { Token } from '../../domain/token.ts'
import { howToEnd, howToRotate } from '../../operations/by-page.ts'
import { checkTokens } from '../../operations/check-tokens.ts'
import type { HeldList } from '../../operations/held-list.ts'
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
    hint: howToRenew(ending, ports.platform),
  })
}

/** What to do about the soonest: a session is renewed in a way of its own, where it is used, which is no way for the others. */
function howToRenew(ending: HeldList, platform: Ports['platform']): string {
  const isOwn = ({ storedIn }: Token) => storedIn.includes('session')
  const isOthers = ({ name, storedIn }: Token) => storedIn.length === 0 && isSessionName(name)
  const token = ending.first(one => !isOwn(one) && !isOthers(one))
  const ways = token ? [howToRotate(token.label, platform)] : []
  if (ending.first(isOwn)) ways.push('beatpass login renews the session')
  const others = ways.length === 0 ? ending.first(isOthers) : undefined
  if (others)
    ways.push(
      `token ${others.id} is the session of another machine: beatpass login there renews it`,
      howToEnd(others.id, platform),
    )
  return ways.join('; ')
}
