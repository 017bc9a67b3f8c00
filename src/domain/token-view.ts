import { asTyped } from './destination.ts'
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
  /** The token of the session: kept too, beside the tokens, so that it is not foreign. */
  sessionId?: string | null
}

/** Joins the platform's list, as far as it was seen, with our records: what the user is shown. */
export class TokenView {
  readonly #facts: ViewFacts
  readonly #records: ReadonlyMap<string, TokenRecord>
  readonly #unseen: Map<string, TokenRecord>
  /** For each label the largest id that bears a rotation tag: what is smaller is its predecessor. */
  readonly #newestTagged = new Map<string, string>()

  constructor(records: readonly TokenRecord[], facts: ViewFacts) {
    this.#facts = facts
    this.#records = new Map(records.map(record => [record.id, record]))
    this.#unseen = new Map(this.#records)
  }

  /** Takes note of what the platform lists. */
  see({ id, name, revoked }: PlatformToken): void {
    if (this.#unseen.size > 0) this.#unseen.delete(id)
    if (revoked || nonceOf(name) === undefined) return
    const label = labelOf(name)
    const known = this.#newestTagged.get(label)
    if (known === undefined || compareIds(known, id) < 0) this.#newestTagged.set(label, id)
  }

  /** A listed token as it is shown; only of a successor that was seen is it known to be the predecessor. */
  show(token: PlatformToken): Token {
    const record = this.#records.size > 0 ? this.#records.get(token.id) : undefined
    const label = record?.label ?? labelOf(token.name)
    const newest = this.#newestTagged.size > 0 ? this.#newestTagged.get(label) : undefined
    const superseded = newest !== undefined && compareIds(token.id, newest) < 0
    return viewToken(token, label, record, this.#facts, superseded)
  }

  /** What we have records of and the platform was not seen to list. */
  missing(): Token[] {
    return [...this.#unseen.values()].map(record => viewMissing(record, this.#facts))
  }
}

/**
 * The same of a whole list, by ascending id. Records without a listed token become `missing`.
 */
export function viewTokens(
  listed: readonly PlatformToken[],
  records: readonly TokenRecord[],
  facts: ViewFacts,
): Token[] {
  const view = new TokenView(records, facts)
  for (const token of listed) view.see(token)
  const shown = listed.map(token => view.show(token))
  return [...shown, ...view.missing()].sort((a, b) => compareIds(a.id, b.id))
}

/** One token alone, with what is remembered of it. */
export function viewOne(token: PlatformToken, record: TokenRecord, facts: ViewFacts): Token {
  return new TokenView([record], facts).show(token)
}

/** Compares ids by the numbers they end in where they are the same before it, else as text; negative when `a` is the smaller. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length && headOf(a) === headOf(b)) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

const headOf = (id: string) => id.replace(/\d+$/, '')

function viewToken(
  token: PlatformToken,
  label: string,
  record: TokenRecord | undefined,
  facts: ViewFacts,
  superseded: boolean,
): Token {
  const { id, name, createdAt, lastUsedAt, environment, revoked } = token
  const { expiresAt, expirySource } = endOf({
    createdAt,
    platform: token.expiresAt,
    requested: record?.requestedExpiry ?? null,
    lifetimeDays: facts.lifetimeDays,
  })
  const inGrace = superseded || (record?.graceEndsAt ?? null) !== null
  const state = { expiresAt, revoked, listed: true, inGrace }
  const shown: Token = {
    id,
    name,
    label,
    masked: record && record.storedIn.length > 0 ? record.masked : (token.masked ?? maskOfForeign(id)),
    status: statusOf(state, facts.now, facts.within ?? expiringWithin),
    createdAt,
    expiresAt,
    expirySource,
    lastUsedAt,
    environment,
    storedIn: id === facts.sessionId ? ['session'] : record ? asTyped(record.storedIn) : [],
  }
  if (token.description !== undefined) shown.description = token.description
  if (token.replacedBy !== undefined) shown.replacedBy = token.replacedBy
  return shown
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
    storedIn: id === facts.sessionId ? ['session'] : asTyped(storedIn),
  }
}
