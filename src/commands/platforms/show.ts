import { Command } from 'commander'
import { InvalidInput } from '../../domain/errors.ts'
import { parseApiUrl } from '../../domain/profile.ts'
import type { FormatOptions } from '../../output/format.ts'
import { showPlatform } from '../../output/platforms.ts'
import type { PlatformFacts } from '../../ports/platform.ts'
import type { Terminal } from '../../ports/terminal.ts'

/** `ndjson`, `csv` and `header` are options of the command above, which takes them before this one sees them. */
interface ShowOptions extends FormatOptions {
  apiUrl?: string
  header?: boolean
}

/** `beatpass platforms show` */
export function platformsShow(all: readonly PlatformFacts[], terminal: Terminal): Command {
  return new Command('show')
    .description('show all that is known of one platform, at --api-url where that is given')
    .argument('<name>', 'as after --platform')
    .action((name: string, _: unknown, command: Command) => {
      const { apiUrl, json = false, ...others } = command.optsWithGlobals<ShowOptions>()
      refuseOfList(others)
      const address = apiUrl === undefined ? undefined : parseApiUrl(apiUrl)
      const facts = all.find(one => one.name === name)
      if (!facts) {
        const names = all.map(one => one.name).join(', ')
        throw new InvalidInput(`no such platform: '${name}'`, { hint: `one of ${names}` })
      }
      showPlatform(facts, address, terminal, { json })
    })
}

function refuseOfList(options: ShowOptions): void {
  const given = (['ndjson', 'csv', 'header'] as const).find(name => options[name])
  if (given) throw new InvalidInput(`unknown option '--${given}'`, { hint: 'beatpass platforms show --help' })
}
