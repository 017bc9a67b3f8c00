import { Command, Option } from 'commander'
import { TokensEndSoon } from '../../domain/errors.ts'
import { type Moment, parseMoment } from '../../domain/expiry.ts'
import { howToRotate } from '../../operations/by-page.ts'
import { checkTokens } from '../../operations/check-tokens.ts'
import { chooseFormat, type FormatOptions } from '../../output/format.ts'
import { showTokens } from '../../output/token-list.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

interface CheckOptions extends FormatOptions {
  within?: Moment
}

/** `beatpass tokens check` */
export function tokensCheck(open: OpenLeanPorts): Command {
  return new Command('check')
    .description('exit 10 if any token ends soon; for cron')
    .addOption(new Option('--within <time>', 'what counts as soon (default: 14d)').argParser(parseMoment))
    .action(async (_: CheckOptions, command: Command) => {
      const options = command.optsWithGlobals<CheckOptions>()
      const ports = await open(command)
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
    })
}
