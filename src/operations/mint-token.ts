import type { Receipt } from '../domain/destination.ts'
import { Incomplete, NameTaken } from '../domain/errors.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { CreatedToken } from '../ports/platform.ts'
import { createOnce } from './create-once.ts'
import type { CreateTokenPorts, CreateTokenRequest, CreateTokenResult } from './creation.ts'
import { rememberedPlaces } from './deliver.ts'
import { deliverCreated } from './deliver-created.ts'
import { grantExpiry } from './grant-expiry.ts'
import type { KnownTokens } from './known-tokens.ts'
import { remember, takeOver } from './remember.ts'

/** A token that is created, delivered and remembered, and not yet read back. */
export interface Minted {
  secret: Secret
  record: TokenRecord
  receipts: Receipt[]
  warnings: string[]
}

/** Throws `NameTaken` where a token of that label is listed. */
export function refuseTaken(label: string, { tokens }: KnownTokens): void {
  const holder = tokens.find(
    token => token.label === label && token.status !== 'revoked' && token.status !== 'missing',
  )
  if (!holder) return
  const how = holder.status === 'expired' ? 'still listed, though it has expired' : `${holder.status}`
  throw new NameTaken(`there is a token named '${label}' already: ${holder.id}, ${how}`, {
    hint: `beatpass tokens rotate '${label}' replaces it; beatpass tokens revoke ${holder.id} ends it`,
  })
}

/** Create, deliver, remember: once it has begun, a signal waits for a state in which nothing is lost. */
export async function mintToken(
  request: Pick<CreateTokenRequest, 'label' | 'expiry'>,
  destinations: readonly Destination[],
  known: KnownTokens,
  ports: CreateTokenPorts,
): Promise<Minted> {
  const granted = grantExpiry(request.expiry, known.now, ports.platform.facts)
  const created = await createOnce({ name: request.label, expiresAt: granted.sent }, known, ports)
  const receipts = await deliverCreated(created, destinations, known.credential.secret, ports)
  const storedIn = rememberedPlaces(destinations, receipts)
  const record = recordOf(created, request, granted.requestedExpiry, storedIn)
  const forgetful = await remember(record, ports)
  forgetful.push(...(await takeOver(record, known.records, ports)))
  const undelivered = receipts.filter(receipt => receipt.status === 'failed')
  if (undelivered.length > 0) throw partlyDelivered(record, undelivered)
  return { secret: created.secret, record, receipts, warnings: [...granted.warnings, ...forgetful] }
}

/** What the user is told of it, once it was read back as listed. */
export function createdToken(
  { secret, record, receipts, warnings }: Minted,
  listed: PlatformToken,
  { now }: KnownTokens,
  { platform }: Pick<CreateTokenPorts, 'platform'>,
): CreateTokenResult {
  const [token] = viewTokens([listed], [record], { now, lifetimeDays: platform.facts.lifetimeDays })
  if (!token) throw new Error('a view of one token is empty')
  return { token, secret, destinations: receipts, warnings }
}

function recordOf(
  { token, secret }: CreatedToken,
  { label, expiry }: Pick<CreateTokenRequest, 'label' | 'expiry'>,
  requestedExpiry: Date | null,
  storedIn: string[],
): TokenRecord {
  return {
    id: token.id,
    name: token.name,
    label,
    masked: maskOf(secret),
    createdAt: token.createdAt,
    requestedExpiry,
    requestedAs: expiry?.text ?? null,
    storedIn,
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
