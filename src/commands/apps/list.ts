import { Command } from 'commander'
import { listedApps } from '../../operations/apps/listed-apps.ts'
import { showApps } from '../../output/apps.ts'
import { chooseFormat, type FormatOptions } from '../../output/format.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

/** `beatpass apps list` */
export function appsList(open: OpenLeanPorts): Command {
  return new Command('list')
    .description('list the OAuth applications of the account, newest first')
    .option('--ndjson', 'one JSON object a line')
    .option('--csv', 'comma-separated values')
    .option('--header', 'begin tab-separated values with a header line')
    .action(async (_: unknown, command: Command) => {
      const { header = false, ...options } = command.optsWithGlobals<FormatOptions & { header?: boolean }>()
      const ports = await open(command)
      const format = chooseFormat(options, ports.terminal.stdout)
      await showApps((await listedApps(ports)).apps, ports.terminal, { format, header })
    })
}
