import type { DestinationAddress } from '../../domain/destination.ts'
import { InputRequired, InvalidInput, NotSupported } from '../../domain/errors.ts'
import type { Expiry } from '../../domain/expiry.ts'
import { createToken } from '../../operations/create-token.ts'
import { showCreated, showCreations } from '../../output/created-token.ts'
import { withProgress } from '../../output/progress.ts'
import { refuseUnlessByCall } from '../../ports/not-by-call.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Action } from '../action.ts'
import { askCreatePassword } from '../ask-create-password.ts'
import { askExpiry } from '../ask-expiry.ts'
import { parseNewLabel, refuseTwoVoices } from '../parse.ts'

interface CreateOptions {
  expires?: Expiry
  env?: string
  to?: DestinationAddress[]
  description?: string
  email?: string
  passwordStdin?: boolean
  otp?: string
  reveal?: boolean
  json?: boolean
}

/** What `beatpass tokens create` does. */
export const createAction: Action = async (given, open) => {
  const options = given.options as CreateOptions
  refuseTwoVoices(options.to ?? [], options)
  const labels = given.operands.map(parseNewLabel)
  if (labels.length > 1 && options.reveal && !options.json)
    throw new InvalidInput('--reveal of several tokens needs --json')
  const ports = await open.whole()
  refuseUnlessByCall(ports.platform, 'create')
  const destinations = options.to ?? []
  const beside = besideName(options, ports)
  const withPassword = async () => {
    const signIn = await askCreatePassword(options, ports)
    return signIn ? { signIn } : {}
  }
  if (labels.length > 1) {
    const { createTokens } = await import('../../operations/create-tokens.ts')
    const expiry = options.expires ? { expiry: options.expires } : {}
    const request = { labels, destinations, ...beside, ...expiry, ...(await withPassword()) }
    const created = await withProgress(ports, options, watch => createTokens({ ...request, watch }, ports))
    return showCreations(created, ports.terminal, options)
  }
  const asked = { ...(await askMissing(labels[0], options.expires, ports)), ...beside }
  const created = await createToken({ ...asked, ...(await withPassword()), destinations }, ports)
  showCreated(created, ports, options)
}

/** What the platform takes beside a name. A profile that keeps to an environment makes its tokens for that. */
function besideName({ env, description }: CreateOptions, { platform, settings }: Ports) {
  const environment = env ?? settings.profile.environment
  if (description !== undefined && !platform.facts.descriptions)
    throw new NotSupported(`${platform.facts.title} has no descriptions`, { hint: 'leave --description out' })
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(description === undefined ? {} : { description }),
  }
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
