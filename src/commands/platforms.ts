import { Command } from 'commander'
import { chooseFormat, type FormatOptions } from '../output/format.ts'
import { showPlatforms } from '../output/platforms.ts'
import type { PlatformFacts } from '../ports/platform.ts'
import type { Terminal } from '../ports/terminal.ts'
import { platformsShow } from './platforms/show.ts'

interface PlatformsOptions extends FormatOptions {
  header?: boolean
}

/** `beatpass platforms` */
export function platforms(all: readonly PlatformFacts[], terminal: Terminal): Command {
  return new Command('platforms')
    .description('list the platforms there are, and what each can do')
    .option('--ndjson', 'one JSON object a line')
    .option('--csv', 'comma-separated values')
    .option('--header', 'begin tab-separated values with a header line')
    .addCommand(platformsShow(all, terminal))
    .action(async (_: PlatformsOptions, command: Command) => {
      const { header = false, ...options } = command.optsWithGlobals<PlatformsOptions>()
      await showPlatforms(all, terminal, { format: chooseFormat(options, terminal.stdout), header })
    })
}
