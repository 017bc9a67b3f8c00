import { timingSafeEqual } from 'node:crypto'
import { Secret } from '../../domain/secret.ts'
import { type Clock, secondsOf } from '../clock.ts'
import type { Account } from '../store/accounts.ts'
import type { TokenRow, TokenStore } from '../store/tokens.ts'
import { hashOf, mintSecret } from './token-secret.ts'

export interface MintedToken {
  token: TokenRow
  /** `<id>|<secret>`, given away once. */
  secret: Secret
}

export interface TokenService {
  /** A new token, or `undefined` where the account is at its cap. Names need not be unique. */
  create(account: Account, name: string): MintedToken | undefined
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

/** What can be done with tokens. `lifetimeDays` counts from creation; null: tokens do not end. */
export function tokenService(store: TokenStore, clock: Clock, lifetimeDays: number | null): TokenService {
  const endOf = (token: TokenRow) =>
    lifetimeDays === null ? null : new Date(token.createdAt.getTime() + lifetimeDays * 86_400_000)
  return {
    create(account, name) {
      if (account.tokenCap !== null && store.ofAccount(account.id).length >= account.tokenCap)
        return undefined
      const secret = mintSecret().reveal()
      const token = store.add({ accountId: account.id, name, hash: hashOf(secret), createdAt: clock() })
      return { token, secret: new Secret(`${token.id}|${secret}`) }
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
