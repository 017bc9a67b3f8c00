import { wordsIn, wordsOf } from '../columns.ts'
import type { Database } from '../database.ts'

export interface OAuthTokenRow {
  hash: string
  kind: 'access' | 'refresh'
  grantId: number
  scopes: string[]
  /** Whole seconds since 1970; null: does not end. */
  endsAt: number | null
  /** A refresh token that was used already. */
  used: boolean
  revoked: boolean
}

export interface OAuthTokenStore {
  byHash(hash: string): OAuthTokenRow | undefined
  add(token: Omit<OAuthTokenRow, 'used' | 'revoked'>): void
  markUsed(hash: string, second: number): void
  /** This one alone; the rest of its grant lives on. */
  revoke(hash: string, second: number): void
}

/** The access and refresh tokens in the database. */
export function oauthTokenStore(database: Database): OAuthTokenStore {
  return {
    byHash(hash) {
      const row = database.get('SELECT * FROM oauth_tokens WHERE hash = ?', hash)
      return (
        row && {
          hash,
          kind: row.kind === 'access' ? 'access' : 'refresh',
          grantId: Number(row.grant_id),
          scopes: wordsOf(row.scopes),
          endsAt: row.ends_at == null ? null : Number(row.ends_at),
          used: row.used_at !== null,
          revoked: row.revoked_at !== null,
        }
      )
    },
    add({ hash, kind, grantId, scopes, endsAt }) {
      database.run(
        'INSERT INTO oauth_tokens (hash, kind, grant_id, scopes, ends_at) VALUES (?, ?, ?, ?, ?)',
        ...[hash, kind, grantId, wordsIn(scopes), endsAt],
      )
    },
    markUsed(hash, second) {
      database.run('UPDATE oauth_tokens SET used_at = ? WHERE hash = ?', second, hash)
    },
    revoke(hash, second) {
      database.run('UPDATE oauth_tokens SET revoked_at = ? WHERE hash = ?', second, hash)
    },
  }
}
