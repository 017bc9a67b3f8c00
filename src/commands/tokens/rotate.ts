import { Command, Option } from 'commander'
import type { DestinationAddress } from '../../domain/destination.ts'
import { InvalidInput } from '../../domain/errors.ts'
import { type Moment, parseMoment, parseSpan, type Span } from '../../domain/expiry.ts'
import { rotateTokens } from '../../operations/rotate-tokens.ts'
import { showRotations } from '../../output/rotations.ts'
import type { OpenPorts } from '../open-ports.ts'
import { collectDestination } from '../parse.ts'

interface RotateOptions {
  within?: Moment
  grace?: Moment
  wait?: Span
  to?: DestinationAddress[]
  dryRun?: boolean
  json?: boolean
}

/** `beatpass tokens rotate` */
export function tokensRotate(open: OpenPorts, rotate = rotateTokens): Command {
  return new Command('rotate')
    .description('replace a token: create, deliver, read back, then revoke the old one')
    .argument('<token...>', 'name or id')
    .addOption(
      new Option('--within <time>', 'only tokens that end within it; else nothing is done').argParser(
        parseMoment,
      ),
    )
    .addOption(new Option('--grace <time>', 'how long the old token goes on working').argParser(parseMoment))
    .addOption(
      new Option(
        '--to <destination>',
        'where to deliver; may be repeated (default: where it was delivered before)',
      ).argParser(collectDestination),
    )
    .addOption(
      new Option('--wait <time>', "how long to wait for another run's rotation").argParser(parseSpan),
    )
    .option('--dry-run', 'print what would be done; nothing is changed')
    .action(async (references: string[], _: RotateOptions, command: Command) => {
      const { to: destinations = [], dryRun = false, ...options } = command.optsWithGlobals<RotateOptions>()
      if (options.json && destinations.some(({ scheme }) => scheme === 'stdout')) {
        throw new InvalidInput('--to stdout: and --json cannot be had together')
      }
      const ports = await open(command)
      const request = { ...options, references, destinations, dryRun }
      showRotations(await rotate(request, ports), ports.terminal, options)
    })
}
