import { secondsOf } from '../clock.ts'
import { dateOf, textOf } from './columns.ts'
import type { Database, Row } from './database.ts'

export interface ApiKeyRow {
  id: number
  accountId: number
  name: string
  description: string | null
  environment: 'live' | 'sandbox'
  /** SHA-256, in hex, of the whole key. */
  hash: string
  /** What its list shows beside the prefix. */
  lastFour: string
  /** The key that it was made to replace. */
  replaces: number | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export interface ApiKeyStore {
  byHash(hash: string): ApiKeyRow | undefined
  /** Revoked ones too, in the order of their creation. */
  ofAccount(accountId: number): ApiKeyRow[]
  add(key: Omit<ApiKeyRow, 'id' | 'lastUsedAt' | 'revokedAt'>): ApiKeyRow
  setLastUsed(id: number, at: Date): void
  /** A key that is revoked already keeps its date. */
  revoke(id: number, at: Date): void
}

/** The API keys in the database. */
export function apiKeyStore(database: Database): ApiKeyStore {
  return {
    byHash: hash => keyOf(database.get('SELECT * FROM api_keys WHERE hash = ?', hash)),
    ofAccount: accountId =>
      database
        .all('SELECT * FROM api_keys WHERE account_id = ? ORDER BY id', accountId)
        .flatMap(row => keyOf(row) ?? []),
    add(key) {
      const { accountId, name, description, environment, hash, lastFour, replaces } = key
      const at = secondsOf(key.createdAt)
      const { lastId: id } = database.run(
        `INSERT INTO api_keys (account_id, name, description, environment, hash, last_four, replaces, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[accountId, name, description, environment, hash, lastFour, replaces, at],
      )
      return { ...key, id, createdAt: dateOf(at), lastUsedAt: null, revokedAt: null }
    },
    setLastUsed(id, at) {
      database.run('UPDATE api_keys SET last_used_at = ? WHERE id = ?', secondsOf(at), id)
    },
    revoke(id, at) {
      const first = 'UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL'
      database.run(first, secondsOf(at), id)
    },
  }
}

function keyOf(row: Row | undefined): ApiKeyRow | undefined {
  return (
    row && {
      id: Number(row.id),
      accountId: Number(row.account_id),
      name: String(row.name),
      description: textOf(row.description),
      environment: row.environment === 'sandbox' ? 'sandbox' : 'live',
      hash: String(row.hash),
      lastFour: String(row.last_four),
      replaces: row.replaces == null ? null : Number(row.replaces),
      createdAt: dateOf(Number(row.created_at)),
      lastUsedAt: dateOf(row.last_used_at),
      revokedAt: dateOf(row.revoked_at),
    }
  )
}
