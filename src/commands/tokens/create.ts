import { Command, Option } from 'commander'
import type { DestinationAddress } from '../../domain/destination.ts'
import { InputRequired, NotSupported } from '../../domain/errors.ts'
import { type Expiry, parseExpiry } from '../../domain/expiry.ts'
import { createToken } from '../../operations/create-token.ts'
import { showCreated } from '../../output/created-token.ts'
import type { Ports } from '../../ports/ports.ts'
import { askExpiry } from '../ask-expiry.ts'
import type { OpenPorts } from '../open-ports.ts'
import { collectDestination, parseNewLabel, refuseTwoVoices } from '../parse.ts'

interface CreateOptions {
  expires?: Expiry
  env?: string
  to?: DestinationAddress[]
  reveal?: boolean
  json?: boolean
}

/** `beatpass tokens create` */
export function tokensCreate(open: OpenPorts): Command {
  return new Command('create')
    .description('create a token and deliver its secret; every destination is probed first')
    .argument('[name]', 'what the token is for')
    .addOption(
      new Option('--expires <when>', 'when it ends: 30d, 6m (months), 1y, 2027-01-31, never').argParser(
        parseExpiry,
      ),
    )
    .addOption(
      new Option('--env <environment>', 'for platforms that have several').choices(['live', 'sandbox']),
    )
    .addOption(
      new Option('--to <destination>', 'where the secret goes; may be repeated (default: store:)').argParser(
        collectDestination,
      ),
    )
    .option('--reveal', 'print the secret too')
    .action(async (name: string | undefined, _: CreateOptions, command: Command) => {
      const options = command.optsWithGlobals<CreateOptions>()
      refuseTwoVoices(options.to ?? [], options)
      const label = name === undefined ? undefined : parseNewLabel(name)
      const ports = await open(command)
      if (options.env)
        throw new NotSupported(`${ports.platform.facts.title} has no environments`, {
          hint: 'leave --env out',
        })
      const { expires } = options
      const destinations = options.to ?? [{ scheme: 'store', rest: '', text: 'store:' }]
      const request = { ...(await askMissing(label, expires, ports)), destinations }
      const created = await createToken(request, ports)
      showCreated(created, ports, options)
    })
}

async function askMissing(
  label: string | undefined,
  expiry: Expiry | undefined,
  ports: Ports,
): Promise<{ label: string; expiry?: Expiry }> {
  if (label !== undefined) return { label, ...(expiry ? { expiry } : {}) }
  const { terminal } = ports
  if (!terminal.canPrompt)
    throw new InputRequired('a token needs a name', { hint: 'beatpass tokens create NAME' })
  const asked = parseNewLabel(await terminal.ask('Name of the token'))
  const chosen = expiry ?? (await askExpiry(ports))
  return { label: asked, ...(chosen ? { expiry: chosen } : {}) }
}
