import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError, InvalidInput } from '../domain/errors.ts'
import { parseLabel } from '../domain/label.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { isListedByPage } from './by-page.ts'
import type { KnownTokens } from './known-tokens.ts'
import { openDestinations } from './open-destinations.ts'
import { tokenIdOf } from './token-id.ts'

type ForgottenPorts = Pick<Ports, 'destinations' | 'settings' | 'platform'>

/**
 * Labels whose tokens are all gone, while a destination holds the dead secret of one: what a revoked compromised token, or
 * an end that nobody saw, leaves. They count as `missing` tokens, so that a rotation can repair the destination.
 */
export async function withForgottenLabels(
  references: readonly string[],
  named: readonly DestinationAddress[],
  known: KnownTokens,
  ports: ForgottenPorts,
): Promise<KnownTokens> {
  const names = new Set(known.tokens.flatMap(({ id, name, label }) => [id, name, label]))
  const isKnown = (text: string) => names.has(text)
  const forgotten: Token[] = []
  for (const reference of references) {
    const label = isKnown(reference) ? undefined : asLabel(reference)
    const secret = label === undefined ? undefined : await deadSecret(label, named, known, ports)
    if (label !== undefined && secret) forgotten.push(missingToken(label, secret, ports))
  }
  return forgotten.length === 0 ? known : { ...known, tokens: [...known.tokens, ...forgotten] }
}

function asLabel(reference: string): string | undefined {
  try {
    return parseLabel(reference)
  } catch (error) {
    if (error instanceof InvalidInput) return undefined
    throw error
  }
}

/**
 * A secret that is held for the label and whose token is not listed; what cannot be read counts as nothing. None where one
 * of them works all the same: it is another account's, or the list lags, and a rotation would overwrite it.
 */
async function deadSecret(
  label: string,
  named: readonly DestinationAddress[],
  { tokens, records }: KnownTokens,
  ports: ForgottenPorts,
): Promise<Secret | undefined> {
  const ours = records.filter(record => record.label === label)
  let dead: Secret | undefined
  for (const destination of openDestinations(named, ours, label, ports)) {
    const { secret } = await destination.observe().catch(nothingWhenUnusable)
    const held = secret && (await tokenIdOf(secret, ports))
    if (!secret || tokens.some(({ id }) => id === held)) continue
    if (await works(secret, ports)) return undefined
    dead ??= secret
  }
  return dead
}

/** What no token can look like is none. Where there is no call to ask with, none works. */
async function works(secret: Secret, { platform }: ForgottenPorts): Promise<boolean> {
  try {
    return !isListedByPage(platform) && (await platform.accepts(secret))
  } catch (error) {
    if (error instanceof InvalidInput) return false
    throw error
  }
}

function nothingWhenUnusable(error: unknown): { secret: undefined } {
  if (error instanceof BeatpassError) return { secret: undefined }
  throw error
}

function missingToken(label: string, secret: Secret, { platform }: ForgottenPorts): Token {
  return {
    id: secret.tokenId ?? '',
    name: label,
    label,
    masked: maskOf(secret, platform.facts.mask),
    status: 'missing',
    createdAt: null,
    expiresAt: null,
    expirySource: 'none',
    lastUsedAt: null,
    environment: null,
    storedIn: [],
  }
}
