import { Command, Option } from 'commander'
import type { DestinationAddress } from '../../domain/destination.ts'
import { InputRequired, InvalidInput, NotSupported } from '../../domain/errors.ts'
import { type Expiry, parseExpiry } from '../../domain/expiry.ts'
import { createToken } from '../../operations/create-token.ts'
import { showCreated, showCreations } from '../../output/created-token.ts'
import { withProgress } from '../../output/progress.ts'
import type { Ports } from '../../ports/ports.ts'
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
    .description('create tokens and deliver their secrets; every destination is probed first')
    .argument('[name...]', 'what the token is for')
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
    .action(async (names: string[], _: CreateOptions, command: Command) => {
      const options = command.optsWithGlobals<CreateOptions>()
      refuseTwoVoices(options.to ?? [], options)
      const labels = names.map(parseNewLabel)
      if (labels.length > 1 && options.reveal && !options.json)
        throw new InvalidInput('--reveal of several tokens needs --json')
      const ports = await open(command)
      if (options.env)
        throw new NotSupported(`${ports.platform.facts.title} has no environments`, {
          hint: 'leave --env out',
        })
      const { expires } = options
      const destinations = options.to ?? [{ scheme: 'store', rest: '', text: 'store:' }]
      if (labels.length > 1) {
        const { createTokens } = await import('../../operations/create-tokens.ts')
        const request = { labels, destinations, ...(expires ? { expiry: expires } : {}) }
        const created = await withProgress(ports, options, watch =>
          createTokens({ ...request, watch }, ports),
        )
        return showCreations(created, ports.terminal, options)
      }
      const request = { ...(await askMissing(labels[0], expires, ports)), destinations }
      const created = await createToken(request, ports)
      showCreated(created, ports, options)
    })
}

async function askMissing(
  label: string | undefined,
  expiry: Expiry | undefined,
  { terminal, platform }: Ports,
): Promise<{ label: string; expiry?: Expiry }> {
  if (label !== undefined) return { label, ...(expiry ? { expiry } : {}) }
  if (!terminal.canPrompt)
    throw new InputRequired('a token needs a name', { hint: 'beatpass tokens create NAME' })
  const asked = parseNewLabel(await terminal.ask('Name of the token'))
  if (expiry) return { label: asked, expiry }
  const { lifetimeDays, allowsNever, title } = platform.facts
  const presets = ['30d', '90d', '6m', '1y'].filter(preset => lifetimeDays === null || preset === '30d')
  const longest =
    lifetimeDays === null ? [] : [{ name: `${lifetimeDays} days, ${title}'s own rule`, value: '' }]
  const never = allowsNever ? [{ name: 'never', value: 'never' }] : []
  const choices = [...longest, ...presets.map(value => ({ name: value, value })), ...never]
  const chosen = await terminal.choose('When does it end', choices)
  return { label: asked, ...(chosen === '' ? {} : { expiry: parseExpiry(chosen) }) }
}
