import { Command, Option } from 'commander'
import type { DestinationAddress } from '../../domain/destination.ts'
import { finishRotations } from '../../operations/finish-rotations.ts'
import { withProgress } from '../../output/progress.ts'
import { showRotations } from '../../output/rotations.ts'
import type { OpenPorts } from '../open-ports.ts'
import { collectDestination, refuseTwoVoices, takesStdout } from '../parse.ts'

interface FinishOptions {
  to?: DestinationAddress[]
  dryRun?: boolean
  json?: boolean
}

/** `beatpass tokens finish` */
export function tokensFinish(open: OpenPorts): Command {
  return new Command('finish')
    .description('end predecessors whose grace period is over; repair what an interrupted run left')
    .argument('[token...]', 'name or id (default: all that this machine rotated)')
    .addOption(
      new Option('--to <destination>', 'where it is delivered; may be repeated').argParser(
        collectDestination,
      ),
    )
    .option('--dry-run', 'print what would be done; nothing is changed')
    .action(async (references: string[], _: FinishOptions, command: Command) => {
      const { to: destinations = [], dryRun = false, ...options } = command.optsWithGlobals<FinishOptions>()
      refuseTwoVoices(destinations, options)
      const ports = await open(command)
      const request = { references, destinations, dryRun }
      const rotations = await withProgress(ports, options, watch =>
        finishRotations({ ...request, watch }, ports),
      )
      showRotations(rotations, ports.terminal, { ...options, stdoutTaken: takesStdout(destinations) })
    })
}
