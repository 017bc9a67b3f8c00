import { Command, Option } from 'commander'
import type { DestinationAddress } from '../../domain/destination.ts'
import { InvalidInput } from '../../domain/errors.ts'
import { type Moment, parseMoment, parseSpan, type Span } from '../../domain/expiry.ts'
import { rotateOnPage } from '../../operations/rotate-on-page.ts'
import { type RotateTokensRequest, rotateTokens } from '../../operations/rotate-tokens.ts'
import type { Rotation } from '../../operations/rotation.ts'
import { withProgress } from '../../output/progress.ts'
import { showRotations } from '../../output/rotations.ts'
import type { Ports } from '../../ports/ports.ts'
import type { OpenPorts } from '../open-ports.ts'
import { collectDestination, refuseTwoVoices, takesStdout } from '../parse.ts'

interface RotateOptions {
  within?: Moment
  grace?: Moment
  wait?: Span
  to?: DestinationAddress[]
  dryRun?: boolean
  compromised?: boolean
  web?: boolean
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
    .addOption(new Option('--grace <time>', 'how long the old token goes on working').argParser(parseSpan))
    .addOption(
      new Option(
        '--to <destination>',
        'where to deliver; may be repeated (default: where it was delivered before)',
      ).argParser(collectDestination),
    )
    .addOption(
      new Option('--wait <time>', "how long to wait for another run's rotation").argParser(parseSpan),
    )
    .option('--compromised', 'revoke first: for a secret that somebody else may hold')
    .option('--web', 'create the new token on the web page and paste it: no call is made')
    .option('--dry-run', 'print what would be done; nothing is changed')
    .action(async (references: string[], _: RotateOptions, command: Command) => {
      const {
        to: destinations = [],
        dryRun = false,
        compromised = false,
        ...options
      } = command.optsWithGlobals<RotateOptions>()
      refuseTwoVoices(destinations, options)
      const ports = await open(command)
      const request = { ...options, references, destinations, dryRun, compromised }
      const rotations = options.web
        ? await onPage(request, ports)
        : await withProgress(ports, options, watch => rotate({ ...request, watch }, ports))
      showRotations(rotations, ports.terminal, { ...options, stdoutTaken: takesStdout(destinations) })
    })
}

/** What a person at the page decides, or has nothing of. */
const notOnPage = {
  dryRun: '--dry-run',
  compromised: '--compromised',
  within: '--within',
  grace: '--grace',
  wait: '--wait',
} as const

async function onPage(
  { references, destinations, ...request }: RotateTokensRequest,
  ports: Ports,
): Promise<Rotation[]> {
  const [label, ...others] = references
  const refused = (Object.keys(notOnPage) as (keyof typeof notOnPage)[]).find(name => request[name])
  if (refused) throw new InvalidInput(`--web and ${notOnPage[refused]} cannot be had together`)
  if (label === undefined || others.length > 0) throw new InvalidInput('--web takes one token at a time')
  return [await rotateOnPage({ label, destinations }, ports)]
}
