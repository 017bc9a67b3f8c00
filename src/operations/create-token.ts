import type { DestinationAddress, Receipt } from '../domain/destination.ts'
import { Incomplete, NameTaken } from '../domain/errors.ts'
import type { Expiry } from '../domain/expiry.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import { refuseUnlessByCall } from '../ports/not-by-call.ts'
import type { CreatedToken, CreateRequest } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { howToEnd, howToRotate } from './by-page.ts'
import { createOnce } from './create-once.ts'
import { probeAll, rememberedPlaces } from './deliver.ts'
import { deliverCreated } from './deliver-created.ts'
import { tokenEntry } from './entries.ts'
import { grantExpiry } from './grant-expiry.ts'
import { type KnownTokens, type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { occupants, occupantWarnings } from './occupants.ts'
import { proveAlive } from './prove-alive.ts'
import { remember, takeOver } from './remember.ts'

/** What to create and where its secret goes. */
export interface CreateTokenRequest {
  label: string
  expiry?: Expiry
  /** One of the platform's. */
  environment?: string
  description?: string
  /** Where a create is a sign-in. */
  signIn?: NonNullable<CreateRequest['signIn']>
  destinations: readonly DestinationAddress[]
}

/** The new token, its secret and what became of each delivery. */
export interface CreateTokenResult {
  token: Token
  secret: Secret
  destinations: Receipt[]
  warnings: string[]
}

export type CreateTokenPorts = KnownTokensPorts & Pick<Ports, 'destinations' | 'interruption'>

/**
 * Creates a token and delivers its secret; throws `NotSupported` at once where only the web page does that. Every destination is probed before anything is minted (exit 7). When the
 * first delivery fails, the token is revoked again (exit 8); when a later one fails, it is kept (exit 9).
 */
export async function createToken(
  request: CreateTokenRequest,
  ports: CreateTokenPorts,
): Promise<CreateTokenResult> {
  const { settings, clock, interruption } = ports
  refuseUnlessByCall(ports.platform, 'create')
  grantExpiry(request.expiry, clock.now(), ports.platform.facts)
  const entry = tokenEntry(settings.profile.name, request.label)
  const destinations = request.destinations.map(address => ports.destinations.open(address, entry))
  await probeAll(destinations)
  const known = await knownTokens(ports)
  refuseTaken(request.label, known, ports)
  const warnings = occupantWarnings(await occupants(destinations, request.label, known.tokens, ports))
  const result = await interruption.during(() => mint(request, destinations, known, ports))
  return { ...result, warnings: [...warnings, ...result.warnings] }
}

function refuseTaken(label: string, { tokens }: KnownTokens, { platform }: CreateTokenPorts): void {
  const holder = tokens.find(
    token => token.label === label && token.status !== 'revoked' && token.status !== 'missing',
  )
  if (!holder) return
  const how = holder.status === 'expired' ? 'still listed, though it has expired' : `${holder.status}`
  throw new NameTaken(`there is a token named '${label}' already: ${holder.id}, ${how}`, {
    hint: `${howToRotate(label, platform)} replaces it; ${howToEnd(holder.id, platform)}`,
  })
}

/** Create, deliver, remember, prove: once it has begun, a signal waits for a state in which nothing is lost. */
async function mint(
  request: CreateTokenRequest,
  destinations: readonly Destination[],
  known: KnownTokens,
  ports: CreateTokenPorts,
): Promise<CreateTokenResult> {
  const { lifetimeDays } = ports.platform.facts
  const granted = grantExpiry(request.expiry, known.now, ports.platform.facts)
  const { label: name, environment, description, signIn } = request
  const asked = {
    ...(environment === undefined ? {} : { environment }),
    ...(description === undefined ? {} : { description }),
    ...(signIn === undefined ? {} : { signIn }),
  }
  const created = await createOnce({ name, expiresAt: granted.sent, ...asked }, known, ports)
  const receipts = await deliverCreated(created, destinations, known.credential.secret, ports)
  const storedIn = rememberedPlaces(destinations, receipts)
  const { mask } = ports.platform.facts
  const masked = maskOf(created.secret, mask)
  const record = { ...recordOf(created, request, granted.requestedExpiry), masked, storedIn }
  const forgetful = await remember(record, ports)
  forgetful.push(...(await takeOver(record, known.records, ports)))
  const undelivered = receipts.filter(receipt => receipt.status === 'failed')
  if (undelivered.length > 0) throw partlyDelivered(record, undelivered)
  const listed = await proveAlive(created, ports)
  const [token] = viewTokens([listed], [record], { now: known.now, lifetimeDays })
  if (!token) throw new Error('a view of one token is empty')
  const warnings = [...granted.warnings, ...forgetful]
  return { token, secret: created.secret, destinations: receipts, warnings }
}

function recordOf(
  { token }: CreatedToken,
  { label, expiry }: CreateTokenRequest,
  requestedExpiry: Date | null,
) {
  return {
    id: token.id,
    name: token.name,
    label,
    createdAt: token.createdAt,
    requestedExpiry,
    requestedAs: expiry?.text ?? null,
    graceEndsAt: null,
  }
}

function partlyDelivered({ id, label, storedIn }: TokenRecord, failed: readonly Receipt[]): Incomplete {
  const places = failed.map(receipt => `${receipt.to} (${receipt.error})`).join(', ')
  const kept = storedIn.length > 0 ? ` and is stored in ${storedIn.join(', ')}` : ''
  return new Incomplete(`token ${id} '${label}' works${kept}, but it may be missing from ${places}`, {
    hint: `mend the destination, then beatpass tokens rotate '${label}' with every --to`,
  })
}
