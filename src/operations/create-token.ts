import type { DestinationAddress, Receipt } from '../domain/destination.ts'
import { Incomplete, NameTaken, OutcomeUnknown, PlatformUnavailable, RolledBack } from '../domain/errors.ts'
import type { Expiry } from '../domain/expiry.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken, Token, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { CreatedToken } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { deliver, probeAll, rememberedPlaces } from './deliver.ts'
import { tokenEntry } from './entries.ts'
import { grantExpiry } from './grant-expiry.ts'
import { type KnownTokens, type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { proveAlive } from './prove-alive.ts'
import { remember } from './remember.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'

export interface CreateTokenRequest {
  label: string
  expiry?: Expiry
  destinations: readonly DestinationAddress[]
}

export interface CreateTokenResult {
  token: Token
  secret: Secret
  destinations: Receipt[]
  warnings: string[]
}

export type CreateTokenPorts = KnownTokensPorts & Pick<Ports, 'destinations'>

/**
 * Creates a token and delivers its secret. Every destination is probed before anything is minted (exit 7). When the
 * first delivery fails, the token is revoked again (exit 8); when a later one fails, it is kept (exit 9).
 */
export async function createToken(
  request: CreateTokenRequest,
  ports: CreateTokenPorts,
): Promise<CreateTokenResult> {
  const { settings, clock } = ports
  grantExpiry(request.expiry, clock.now(), ports.platform.facts)
  const entry = tokenEntry(settings.profile.name, request.label)
  const destinations = request.destinations.map(address => ports.destinations.open(address, entry))
  await probeAll(destinations)
  const known = await knownTokens(ports)
  refuseTaken(request.label, known)
  const warnings = await overwritten(destinations, known)
  const granted = grantExpiry(request.expiry, known.now, ports.platform.facts)
  const created = await create(request.label, granted.sent, known, ports)
  const receipts = await deliverCreated(created, destinations, known, ports)
  const record = recordOf(created, request, granted.requestedExpiry, destinations, receipts)
  warnings.push(...granted.warnings, ...(await remember(record, ports)))
  const listed = await proveAlive(created.secret, created.token.id, ports)
  const { lifetimeDays } = ports.platform.facts
  const [token] = viewTokens([listed], [record], { now: known.now, lifetimeDays })
  if (!token) throw new Error('a view of one token is empty')
  const undelivered = receipts.filter(receipt => receipt.status === 'failed')
  if (undelivered.length > 0) throw partlyDelivered(token, undelivered)
  return {
    token,
    secret: created.secret,
    destinations: receipts,
    warnings,
  }
}

function refuseTaken(label: string, { tokens }: KnownTokens): void {
  const holder = tokens.find(
    token => token.label === label && token.status !== 'revoked' && token.status !== 'missing',
  )
  if (!holder) return
  const how = holder.status === 'expired' ? 'still listed, though it has expired' : `${holder.status}`
  throw new NameTaken(`there is a token named '${label}' already: ${holder.id}, ${how}`, {
    hint: `beatpass tokens rotate '${label}' replaces it; beatpass tokens revoke ${holder.id} ends it`,
  })
}

/** Says which live tokens lose a place where they are stored. */
async function overwritten(destinations: readonly Destination[], { tokens }: KnownTokens): Promise<string[]> {
  const warnings: string[] = []
  for (const destination of destinations) {
    const id = (await destination.observe()).secret?.tokenId
    const held = tokens.find(
      token => token.id === id && token.status !== 'missing' && token.status !== 'expired',
    )
    if (held) warnings.push(`${destination.to} held token ${held.id} '${held.label}', which still works`)
  }
  return warnings
}

/** Creates once; when the answer is lost, the list tells whether it happened (rotation.md, I11). */
async function create(
  name: string,
  expiresAt: Date | null,
  { credential, list }: KnownTokens,
  { platform }: Pick<Ports, 'platform'>,
): Promise<CreatedToken> {
  try {
    return await platform.createToken(credential.secret, { name, expiresAt })
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    const before = new Set(list.tokens.map(token => token.id))
    const after = await platform.listTokens(credential.secret)
    const orphan = after.tokens.find(token => token.name === name && !before.has(token.id))
    if (!orphan) {
      throw new PlatformUnavailable(`${error.message}; no token was created`, {
        hint: 'run it again',
        cause: error,
      })
    }
    throw new Incomplete(
      `the answer was lost: token ${orphan.id} '${name}' exists, and its secret reached nobody`,
      {
        hint: `beatpass tokens revoke ${orphan.id}, then run it again`,
        cause: error,
      },
    )
  }
}

async function deliverCreated(
  created: CreatedToken,
  destinations: readonly Destination[],
  { credential }: KnownTokens,
  ports: CreateTokenPorts,
): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (const destination of destinations) {
    const { receipt, mayHold } = await deliver(created.secret, destination, ports.clock)
    receipts.push(receipt)
    if (receipts.length === 1 && !mayHold) await rollBack(created.token, receipt, credential.secret, ports)
  }
  return receipts
}

async function rollBack(
  { id, name }: PlatformToken,
  receipt: Receipt,
  credential: Secret,
  ports: CreateTokenPorts,
): Promise<never> {
  const cause = `${receipt.to}: ${receipt.error}`
  const gone = await revokeAndConfirm(credential, [id], ports).catch(() => undefined)
  if (gone?.get(id) === 'revoked') {
    throw new RolledBack(`${cause}; token ${id} was revoked again`, {
      hint: 'mend the destination, then run it again',
    })
  }
  throw new Incomplete(`${cause}; token ${id} '${name}' is stored nowhere and could not be revoked again`, {
    hint: `beatpass tokens revoke ${id}`,
  })
}

function recordOf(
  { token, secret }: CreatedToken,
  { label, expiry }: CreateTokenRequest,
  requestedExpiry: Date | null,
  destinations: readonly Destination[],
  receipts: readonly Receipt[],
): TokenRecord {
  return {
    id: token.id,
    name: token.name,
    label,
    masked: maskOf(secret),
    createdAt: token.createdAt,
    requestedExpiry,
    requestedAs: expiry?.text ?? null,
    storedIn: rememberedPlaces(destinations, receipts),
    graceEndsAt: null,
  }
}

function partlyDelivered(token: Token, failed: readonly Receipt[]): Incomplete {
  const places = failed.map(receipt => `${receipt.to} (${receipt.error})`).join(', ')
  const kept = token.storedIn.length > 0 ? `is stored in ${token.storedIn.join(', ')}` : 'was delivered'
  return new Incomplete(`token ${token.id} '${token.label}' works and ${kept}, but not in ${places}`, {
    hint: `mend the destination, then beatpass tokens rotate '${token.label}' with every --to`,
  })
}
