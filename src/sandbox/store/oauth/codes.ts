import { wordsIn, wordsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** An authorization code: what was asked, by whom, and what came of it. */
export interface CodeRow {
  hash: string
  appId: string
  accountId: number
  redirectUri: string
  /** PKCE's, of the method S256. */
  challenge: string
  scopes: string[]
  /** Whole seconds since 1970. */
  endsAt: number
  /** Set once the code was used. */
  grantId: number | null
}

export interface CodeStore {
  byHash(hash: string): CodeRow | undefined
  add(code: Omit<CodeRow, 'grantId'>): void
  markUsed(hash: string, grantId: number): void
}

/** The authorization codes in the database, used ones too: a second use must be known. */
export function codeStore(database: Database): CodeStore {
  return {
    byHash(hash) {
      const row = database.get('SELECT * FROM oauth_codes WHERE hash = ?', hash)
      return (
        row && {
          hash,
          appId: String(row.app_id),
          accountId: Number(row.account_id),
          redirectUri: String(row.redirect_uri),
          challenge: String(row.challenge),
          scopes: wordsOf(row.scopes),
          endsAt: Number(row.ends_at),
          grantId: row.grant_id == null ? null : Number(row.grant_id),
        }
      )
    },
    add({ hash, appId, accountId, redirectUri, challenge, scopes, endsAt }) {
      database.run(
        `INSERT INTO oauth_codes (hash, app_id, account_id, redirect_uri, challenge, scopes, ends_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[hash, appId, accountId, redirectUri, challenge, wordsIn(scopes), endsAt],
      )
    },
    markUsed(hash, grantId) {
      database.run('UPDATE oauth_codes SET grant_id = ? WHERE hash = ?', grantId, hash)
    },
  }
}
