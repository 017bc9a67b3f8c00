import { timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../domain/secret.ts'
import { type Clock, secondsOf } from '../clock.ts'
import type { Account } from '../store/accounts.ts'
import type { TokenRow, TokenStore } from '../store/tokens.ts'
import { hashOf } from './hash.ts'
import type { TokenForm } from './token-form.ts'

export interface MintedToken {
  token: TokenRow
  /** Given away once; on most platforms `<id>|<text>`. */
  secret: Secret
}

/** What some platforms take beside the name. */
export interface TokenExtras {
  expiresAt?: Date | null
  tenant?: string
}

export interface TokenService {
  /** A new token, or `undefined` where the account is at its cap. Names need not be unique. */
  create(account: Account, name: string, extras?: TokenExtras): MintedToken | undefined
  /** Everything that is listed for the account, expired ones too, in no order. */
  list(account: Account): TokenRow[]
  /** Deletes the account's own token; does nothing for any other id. */
  revoke(account: Account, id: number): void
  /** Deletes the account's tokens of that name, whatever the case: what a sign-in does first. */
  revokeNamed(account: Account, name: string): void
  /** When the token ends, or null where tokens do not. */
  endOf(token: TokenRow): Date | null
  /** The living token that a bearer value belongs to, marked as used now. */
  authenticate(bearer: string): TokenRow | undefined
}

export interface TokenPolicy {
  /** Counted from creation; null: tokens do not end. */
  lifetimeDays: number | null
  form: TokenForm
}

/** What can be done with tokens. */
export function tokenService(
  store: TokenStore,
  clock: Clock,
  { lifetimeDays, form }: TokenPolicy,
): TokenService {
  const endOf = (token: TokenRow) => earliest(endByPolicy(token, lifetimeDays), token.expiresAt)
  return {
    create(account, name, extras = {}) {
      const { id: accountId, tokenCap } = account
      if (tokenCap !== null && store.ofAccount(accountId).length >= tokenCap) return undefined
      const text = form.mint()
      const beginning = form.beginning > 0 ? text.slice(0, form.beginning) : null
      const row = { accountId, name, hash: hashOf(text), createdAt: clock(), beginning, ...extras }
      const token = store.add(row)
      return { token, secret: form.whole(token.id, text) }
    },
    list: account => store.ofAccount(account.id),
    revoke: (account, id) => store.remove(id, account.id),
    revokeNamed(account, name) {
      const same = store.ofAccount(account.id).filter(token => keyOf(token.name) === keyOf(name))
      for (const token of same) store.remove(token.id, account.id)
    },
    endOf,
    authenticate(bearer) {
      const now = clock()
      const token = findToken(store, bearer)
      const end = token && endOf(token)
      if (!token || (end && end <= now)) return undefined
      // One write a second is all that whole seconds can tell apart.
      if (!token.lastUsedAt || secondsOf(token.lastUsedAt) !== secondsOf(now))
        store.setLastUsed(token.id, now)
      return token
    },
  }
}

function endByPolicy({ createdAt }: TokenRow, lifetimeDays: number | null): Date | null {
  return lifetimeDays === null ? null : new Date(createdAt.getTime() + lifetimeDays * 86_400_000)
}

function earliest(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one < other ? one : other
}

function keyOf(name: string): string {
  return name.trim().toLowerCase()
}

/** As Sanctum reads it: `<id>|<secret>` names the row, a value without `|` is found by its hash alone. */
function findToken(store: TokenStore, bearer: string): TokenRow | undefined {
  const bar = bearer.indexOf('|')
  const hash = hashOf(bearer.slice(bar + 1))
  if (bar === -1) return store.byHash(hash)
  const id = Number(bearer.slice(0, bar))
  const token = Number.isSafeInteger(id) ? store.byId(id) : undefined
  return token && timingSafeEqual(Buffer.from(token.hash), Buffer.from(hash)) ? token : undefined
}
