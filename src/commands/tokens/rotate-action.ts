import type { DestinationAddress } from '../../domain/destination.ts'
import { InvalidInput } from '../../domain/errors.ts'
import type { Moment, Span } from '../../domain/expiry.ts'
import { rotateOnPage } from '../../operations/rotate-on-page.ts'
import { type RotateTokensRequest, rotateTokens } from '../../operations/rotate-tokens.ts'
import type { Rotation } from '../../operations/rotation.ts'
import { withProgress } from '../../output/progress.ts'
import { showRotations } from '../../output/rotations.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Action } from '../action.ts'
import { refuseTwoVoices, takesStdout } from '../parse.ts'

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

/** What `beatpass tokens rotate` does. */
export const rotateAction: Action = async ({ operands: references, options: all }, open) => {
  const { to: destinations = [], dryRun = false, compromised = false, ...options } = all as RotateOptions
  refuseTwoVoices(destinations, options)
  if (compromised) refuseBeside(options)
  const ports = await open.whole()
  const request = { ...options, references, destinations, dryRun, compromised }
  const rotations = options.web
    ? await onPage(request, ports)
    : await withProgress(ports, options, watch => rotateTokens({ ...request, watch }, ports))
  showRotations(rotations, ports.terminal, { ...options, stdoutTaken: takesStdout(destinations) })
}

/** It revokes at once, whenever the token ends. */
function refuseBeside({ web, within, grace }: RotateOptions): void {
  const other = web ? undefined : within ? '--within' : grace ? '--grace' : undefined
  if (other) throw new InvalidInput(`--compromised and ${other} cannot be had together`)
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
