import { Command, Option } from 'commander'
import type { DestinationAddress } from '../domain/destination.ts'
import { probeDestinations } from '../operations/probe-destinations.ts'
import { showKinds, showProbes } from '../output/destinations.ts'
import { chooseFormat, type FormatOptions } from '../output/format.ts'
import type { OpenPorts } from './open-ports.ts'
import { collectDestination } from './parse.ts'

interface DestinationsOptions extends FormatOptions {
  probe?: DestinationAddress[]
  header?: boolean
}

/** `beatpass destinations` */
export function destinations(open: OpenPorts): Command {
  return new Command('destinations')
    .description('list where secrets can be delivered, or ask whether a place would take one now')
    .addOption(
      new Option(
        '--probe <destination>',
        'ask that one instead, changing nothing there; may be repeated',
      ).argParser(collectDestination),
    )
    .option('--ndjson', 'one JSON object a line')
    .option('--csv', 'comma-separated values')
    .option('--header', 'begin tab-separated values with a header line')
    .action(async (_: DestinationsOptions, command: Command) => {
      const { probe, header = false, ...options } = command.optsWithGlobals<DestinationsOptions>()
      const ports = await open(command)
      const format = chooseFormat(options, ports.terminal.stdout)
      if (!probe) return await showKinds(ports.destinations.kinds, ports.terminal, { format, header })
      await showProbes(await probeDestinations(probe, ports), ports.terminal, { format, header })
    })
}
