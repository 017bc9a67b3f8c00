import { asTyped, type Receipt } from '../domain/destination.ts'
import { Incomplete, NameTaken } from '../domain/errors.ts'
import type { Expiry } from '../domain/expiry.ts'
import { labelOf } from '../domain/label.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import { idOperand, operand } from '../domain/shell-word.ts'
import type { PlatformToken, Token, TokenRecord } from '../domain/token.ts'
import { viewOne } from '../domain/token-view.ts'
import type { Destination, Observation } from '../ports/destination.ts'
import { howToEnd, howToRotate } from './by-page.ts'
import { createOnce } from './create-once.ts'
import type { CreateTokenPorts, CreateTokenRequest, CreateTokenResult } from './creation.ts'
import { rememberedPlaces } from './deliver.ts'
import { deliverCreated } from './deliver-created.ts'
import { grantExpiry } from './grant-expiry.ts'
import type { KnownTokens } from './known-tokens.ts'
import { ProfileTie } from './profile-tie.ts'
import type { ProvenToken } from './prove-alive.ts'
import { remember } from './remember.ts'
import { takeOver } from './take-over.ts'

/** A token that is created, delivered and remembered, and not yet read back. */
export interface Minted {
  secret: Secret
  /** As the platform answered to the create. */
  token: PlatformToken
  record: TokenRecord
  receipts: Receipt[]
  warnings: string[]
}

/** The listed tokens by their labels: what takes a name. Of several the one in use, not a predecessor in its grace period. */
export function holdersOf({ tokens }: KnownTokens): Map<string, Token> {
  const holders = new Map<string, Token>()
  for (const token of tokens) {
    const isListed = token.status !== 'revoked' && token.status !== 'missing'
    const other = holders.get(token.label)
    if (isListed && (!other || other.status === 'rotating')) holders.set(token.label, token)
  }
  return holders
}

/** Throws `NameTaken` where a token of that label is listed. */
export function refuseTaken(
  label: string,
  holders: ReadonlyMap<string, Token>,
  { platform }: Pick<CreateTokenPorts, 'platform'>,
): void {
  const holder = holders.get(label)
  if (!holder) return
  const how = holder.status === 'expired' ? 'still listed, though it has expired' : `${holder.status}`
  throw new NameTaken(`there is a token named '${label}' already: ${holder.id}, ${how}`, {
    hint: `${howToRotate(label, platform)} replaces it; ${howToEnd(holder.id, platform)}`,
  })
}

/** Create, deliver, remember: once it has begun, a signal waits for a state in which nothing is lost. */
export async function mintToken(
  request: Omit<CreateTokenRequest, 'destinations'>,
  destinations: readonly Destination[],
  observed: readonly Observation[],
  known: KnownTokens,
  ports: CreateTokenPorts,
  tie = new ProfileTie(known.account, ports),
): Promise<Minted> {
  const granted = grantExpiry(request.expiry, known.now, ports.platform.facts)
  const { label: name, expiry, ...details } = request
  const created = await createOnce({ name, expiresAt: granted.sent, ...details }, known, ports)
  const receipts = await deliverCreated(created, destinations, observed, known.credential.secret, ports)
  const storedIn = rememberedPlaces(destinations, receipts)
  const masked = maskOf(created.secret, ports.platform.facts.mask)
  const { requestedExpiry } = granted
  const record = { ...recordOf(created.token, { name, expiry }), masked, requestedExpiry, storedIn }
  const forgetful = await remember(record, ports, tie)
  forgetful.push(...(await takeOver(record, known.records, ports)))
  const undelivered = receipts.filter(receipt => receipt.status === 'failed')
  if (undelivered.length > 0) throw partlyDelivered(record, undelivered)
  const { secret, token } = created
  return { secret, token, record, receipts, warnings: [...granted.warnings, ...forgetful] }
}

/** What the user is told of it, once it was read back as listed. */
export function createdToken(
  { secret, record, receipts, warnings }: Minted,
  { token: listed, tokens }: ProvenToken,
  { now, list }: KnownTokens,
  { platform }: Pick<CreateTokenPorts, 'platform'>,
): CreateTokenResult {
  const token = viewOne(listed, record, { now, lifetimeDays: platform.facts.lifetimeDays })
  return {
    token,
    secret,
    destinations: receipts,
    warnings: [...warnings, ...namesakes(record, tokens, list.tokens)],
  }
}

/**
 * The name was free: another run has made one meanwhile, or this one did and was answered as if it had not. One that was there
 * `before` is kept under another label.
 */
function namesakes(
  { id, label }: TokenRecord,
  tokens: readonly PlatformToken[],
  before: readonly PlatformToken[],
): string[] {
  return tokens
    .filter(one => labelOf(one.name) === label && one.id !== id && !one.revoked)
    .filter(one => !before.some(old => old.id === one.id))
    .map(one => {
      const how = `unless somebody else made it: beatpass tokens revoke ${idOperand(one.id)}`
      return `token ${one.id} is named '${label}' too and came up meanwhile; ${how}`
    })
}

function recordOf(token: PlatformToken, { name, expiry }: { name: string; expiry: Expiry | undefined }) {
  return {
    id: token.id,
    name: token.name,
    label: name,
    createdAt: token.createdAt,
    requestedAs: expiry?.text ?? null,
    graceEndsAt: null,
  }
}

function partlyDelivered({ id, label, storedIn }: TokenRecord, failed: readonly Receipt[]): Incomplete {
  const places = failed.map(receipt => `${receipt.to} (${receipt.error})`).join(', ')
  const kept = storedIn.length > 0 ? ` and is stored in ${asTyped(storedIn).join(', ')}` : ''
  return new Incomplete(`token ${id} '${label}' works${kept}, but it may be missing from ${places}`, {
    hint: `mend the destination, then beatpass tokens rotate ${operand(label)} with every --to`,
    retryable: false,
  })
}
