import { labelOf, nonceOf } from './label.ts'
import { endOf } from './lifetime.ts'
import { maskOfForeign } from './mask.ts'
import { expiringWithin, statusOf } from './status.ts'
import type { PlatformToken, Token, TokenRecord } from './token.ts'

/** What the view of a list depends on besides the list and the records. */
export interface ViewFacts {
  now: Date
  lifetimeDays: number | null
  /** Milliseconds before its end at which a token counts as expiring. */
  within?: number
}

/**
 * Joins the platform's list with our records: what the user is shown, by ascending id. Records without a listed token
 * become `missing`.
 */
export function viewTokens(
  listed: readonly PlatformToken[],
  records: readonly TokenRecord[],
  facts: ViewFacts,
): Token[] {
  const byId = new Map(records.map(record => [record.id, record]))
  const newestTagged = newestTaggedIds(listed)
  const shown = listed.map(token => {
    const label = byId.get(token.id)?.label ?? labelOf(token.name)
    const superseded = compareIds(token.id, newestTagged.get(label) ?? token.id) < 0
    return viewToken({ ...token, label }, byId.get(token.id), facts, superseded)
  })
  const ids = new Set(listed.map(token => token.id))
  const missing = records.filter(record => !ids.has(record.id)).map(record => viewMissing(record, facts))
  return [...shown, ...missing].sort((a, b) => compareIds(a.id, b.id))
}

/** Compares ids as numbers where both are, else as text; negative when `a` is the smaller. */
export function compareIds(a: string, b: string): number {
  const numbers = /^\d+$/.test(a) && /^\d+$/.test(b)
  if (numbers && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

function viewToken(
  token: PlatformToken & { label: string },
  record: TokenRecord | undefined,
  facts: ViewFacts,
  superseded: boolean,
): Token {
  const { expiresAt, expirySource } = endOf({
    createdAt: token.createdAt,
    platform: token.expiresAt,
    requested: record?.requestedExpiry ?? null,
    lifetimeDays: facts.lifetimeDays,
  })
  const inGrace = superseded || (record?.graceEndsAt ?? null) !== null
  const { id, name, label, createdAt, lastUsedAt, environment, revoked } = token
  const state = { expiresAt, revoked, listed: true, inGrace }
  return {
    id,
    name,
    label,
    masked: record && record.storedIn.length > 0 ? record.masked : maskOfForeign(id),
    status: statusOf(state, facts.now, facts.within ?? expiringWithin),
    createdAt,
    expiresAt,
    expirySource,
    lastUsedAt,
    environment,
    storedIn: record?.storedIn ?? [],
  }
}

function viewMissing(record: TokenRecord, facts: ViewFacts): Token {
  const { id, name, label, masked, createdAt, storedIn } = record
  const end = endOf({
    createdAt,
    platform: null,
    requested: record.requestedExpiry,
    lifetimeDays: facts.lifetimeDays,
  })
  return {
    id,
    name,
    label,
    masked,
    status: 'missing',
    createdAt,
    ...end,
    lastUsedAt: null,
    environment: null,
    storedIn,
  }
}

/** For each label the largest id that bears a rotation tag: what is smaller is its predecessor. */
function newestTaggedIds(listed: readonly PlatformToken[]): Map<string, string> {
  const newest = new Map<string, string>()
  for (const { id, name, revoked } of listed) {
    if (revoked || nonceOf(name) === undefined) continue
    const label = labelOf(name)
    const known = newest.get(label)
    if (known === undefined || compareIds(known, id) < 0) newest.set(label, id)
  }
  return newest
}
