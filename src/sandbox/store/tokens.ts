import { secondsOf } from '../clock.ts'
import { dateOf, textOf } from './columns.ts'
import type { Database, Row } from './database.ts'

/** A token's row. Times are whole seconds; of the secret only a hash is kept. */
export interface TokenRow {
  id: number
  accountId: number
  name: string
  /** SHA-256, in hex, of the part after `|`. */
  hash: string
  createdAt: Date
  updatedAt: Date
  lastUsedAt: Date | null
  /** Its own end, which does not push that of the platform's policy out; null without one. */
  expiresAt: Date | null
  /** On behalf of whom it speaks, as the platform's routes write it; null where there are no tenants. */
  tenant: string | null
  /** The first characters of the secret, where the platform's list shows them; else null. */
  beginning: string | null
}

export type NewTokenRow = Pick<TokenRow, 'accountId' | 'name' | 'hash' | 'createdAt'> &
  Partial<Pick<TokenRow, 'expiresAt' | 'tenant' | 'beginning'>>

export interface TokenStore {
  byId(id: number): TokenRow | undefined
  byHash(hash: string): TokenRow | undefined
  /** In the order of an index on the hash, which is no order at all: the platform promises none. */
  ofAccount(accountId: number): TokenRow[]
  add(token: NewTokenRow): TokenRow
  setLastUsed(id: number, at: Date): void
  /** Deletes the row where it is the account's; anything else is left alone, in silence. */
  remove(id: number, accountId: number): void
}

const insert = `INSERT INTO tokens
  (account_id, name, hash, created_at, updated_at, expires_at, tenant, beginning) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

/** The tokens in the database. */
export function tokenStore(database: Database): TokenStore {
  return {
    byId: id => tokenOf(database.get('SELECT * FROM tokens WHERE id = ?', id)),
    byHash: hash => tokenOf(database.get('SELECT * FROM tokens WHERE hash = ?', hash)),
    ofAccount: accountId =>
      database
        .all('SELECT * FROM tokens WHERE account_id = ? ORDER BY hash', accountId)
        .flatMap(row => tokenOf(row) ?? []),
    add({ accountId, name, hash, createdAt, expiresAt = null, tenant = null, beginning = null }) {
      const at = secondsOf(createdAt)
      const end = expiresAt && secondsOf(expiresAt)
      const { lastId } = database.run(insert, accountId, name, hash, at, at, end, tenant, beginning)
      const times = { createdAt: dateOf(at), updatedAt: dateOf(at), lastUsedAt: null, expiresAt: dateOf(end) }
      return { id: lastId, accountId, name, hash, tenant, beginning, ...times }
    },
    setLastUsed(id, at) {
      const second = secondsOf(at)
      database.run('UPDATE tokens SET last_used_at = ?, updated_at = ? WHERE id = ?', second, second, id)
    },
    remove(id, accountId) {
      database.run('DELETE FROM tokens WHERE id = ? AND account_id = ?', id, accountId)
    },
  }
}

function tokenOf(row: Row | undefined): TokenRow | undefined {
  return (
    row && {
      id: Number(row.id),
      accountId: Number(row.account_id),
      name: String(row.name),
      hash: String(row.hash),
      createdAt: dateOf(Number(row.created_at)),
      updatedAt: dateOf(Number(row.updated_at)),
      lastUsedAt: dateOf(row.last_used_at),
      expiresAt: dateOf(row.expires_at),
      tenant: textOf(row.tenant),
      beginning: textOf(row.beginning),
    }
  )
}
