import { TokensEndSoon } from '../../domain/errors.ts'
import type { Moment } from '../../domain/expiry.ts'
import { howToRotate } from '../../operations/by-page.ts'
import { checkTokens } from '../../operations/check-tokens.ts'
import { chooseFormat, type FormatOptions } from '../../output/format.ts'
import { showTokens } from '../../output/token-list.ts'
import type { Action } from '../action.ts'

interface CheckOptions extends FormatOptions {
  within?: Moment
}

/** What `beatpass tokens check` does. */
export const checkAction: Action = async (given, open) => {
  const options = given.options as CheckOptions
  const ports = await open()
  const format = chooseFormat(options, ports.terminal.stdout)
  const ending = await checkTokens(ports, options.within)
  if (ending.size > 0 || format === 'json')
    await showTokens(ending.pages(), ports.terminal, { format, header: false })
  const [first] = ending.first
  if (!first) return
  throw new TokensEndSoon(ending.size === 1 ? 'one token ends soon' : `${ending.size} tokens end soon`, {
    hint: first.storedIn.includes('session')
      ? 'beatpass login renews the session'
      : howToRotate(first.label, ports.platform),
  })
}
