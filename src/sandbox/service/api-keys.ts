import { Secret } from '../../domain/secret.ts'
import { type Clock, secondsOf } from '../clock.ts'
import type { Account } from '../store/accounts.ts'
import type { ApiKeyRow, ApiKeyStore } from '../store/api-keys.ts'
import { hashOf } from './hash.ts'
import { lettersAndDigits } from './token-form.ts'

export interface NewApiKey {
  name: string
  description: string | null
  environment: 'live' | 'sandbox'
  /** A key of the account. */
  replaces: number | null
}

export interface ShownApiKey extends ApiKeyRow {
  /** `bca_live_*************a4f2` */
  masked: string
  /** The key that took its place, once this one is revoked. */
  replacedBy: number | null
}

export interface ApiKeyService {
  /** `undefined` where the account is at its cap; only living keys count. */
  create(account: Account, key: NewApiKey): { key: ShownApiKey; secret: Secret } | undefined
  /** In the order of their creation; revoked ones stay. */
  list(account: Account): ShownApiKey[]
  /** Revokes the account's own key, also a second time; `undefined` for any other. */
  revoke(account: Account, id: number): ShownApiKey | undefined
  /** The living key of that value, marked as used now. */
  authenticate(value: string): ApiKeyRow | undefined
}

const prefixes = { live: 'bca_live_', sandbox: 'bca_test_' }

/** What can be done with API keys. */
export function apiKeyService(store: ApiKeyStore, clock: Clock): ApiKeyService {
  const list = (account: Account) => {
    const rows = store.ofAccount(account.id)
    return rows.map(row => shown(row, rows))
  }
  return {
    create(account, key) {
      const living = store.ofAccount(account.id).filter(({ revokedAt }) => !revokedAt)
      if (account.tokenCap !== null && living.length >= account.tokenCap) return undefined
      const value = prefixes[key.environment] + lettersAndDigits(32)
      const stored = { hash: hashOf(value), lastFour: value.slice(-4), createdAt: clock() }
      const row = store.add({ ...key, ...stored, accountId: account.id })
      return { key: shown(row, []), secret: new Secret(value) }
    },
    list,
    revoke(account, id) {
      const find = () => list(account).find(key => key.id === id)
      if (find()) store.revoke(id, clock())
      return find()
    },
    authenticate(value) {
      const key = store.byHash(hashOf(value))
      if (!key || key.revokedAt) return undefined
      const now = clock()
      if (!key.lastUsedAt || secondsOf(key.lastUsedAt) !== secondsOf(now)) store.setLastUsed(key.id, now)
      return key
    },
  }
}

function shown(row: ApiKeyRow, all: ApiKeyRow[]): ShownApiKey {
  const successor = row.revokedAt ? all.findLast(({ replaces }) => replaces === row.id) : undefined
  const masked = `${prefixes[row.environment]}${'*'.repeat(13)}${row.lastFour}`
  return { ...row, masked, replacedBy: successor?.id ?? null }
}
