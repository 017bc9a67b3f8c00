import { secondsOf } from '../clock.ts'
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
}

export interface TokenStore {
  byId(id: number): TokenRow | undefined
  byHash(hash: string): TokenRow | undefined
  /** In the order of an index on the hash, which is no order at all: the platform promises none. */
  ofAccount(accountId: number): TokenRow[]
  add(token: Pick<TokenRow, 'accountId' | 'name' | 'hash' | 'createdAt'>): TokenRow
  setLastUsed(id: number, at: Date): void
  /** Deletes the row where it is the account's; anything else is left alone, in silence. */
  remove(id: number, accountId: number): void
}

/** The tokens in the database. */
export function tokenStore(database: Database): TokenStore {
  return {
    byId: id => tokenOf(database.get('SELECT * FROM tokens WHERE id = ?', id)),
    byHash: hash => tokenOf(database.get('SELECT * FROM tokens WHERE hash = ?', hash)),
    ofAccount: accountId =>
      database
        .all('SELECT * FROM tokens WHERE account_id = ? ORDER BY hash', accountId)
        .flatMap(row => tokenOf(row) ?? []),
    add(token) {
      const at = secondsOf(token.createdAt)
      const { lastId } = database.run(
        'INSERT INTO tokens (account_id, name, hash, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
        token.accountId,
        token.name,
        token.hash,
        at,
        at,
      )
      const createdAt = new Date(at * 1000)
      return { ...token, id: lastId, createdAt, updatedAt: createdAt, lastUsedAt: null }
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
      createdAt: new Date(Number(row.created_at) * 1000),
      updatedAt: new Date(Number(row.updated_at) * 1000),
      lastUsedAt: row.last_used_at == null ? null : new Date(Number(row.last_used_at) * 1000),
    }
  )
}
