import { secondsOf } from '../../clock.ts'
import { dateOf, textOf, wordsIn, wordsOf } from '../columns.ts'
import type { Database, Row } from '../database.ts'

/** An OAuth application. */
export interface OAuthApp {
  /** `client_…`, or the fixed one of this tool. */
  id: string
  /** Whose it is; null for one that came with the platform. */
  accountId: number | null
  name: string
  /** A mobile app is a public client; a web app has a secret. */
  type: 'mobile' | 'web'
  redirectUris: string[]
  scopes: string[]
  /** SHA-256; null for a public client. */
  secretHash: string | null
  createdAt: Date
  revokedAt: Date | null
}

export interface OAuthAppStore {
  byId(id: string): OAuthApp | undefined
  /** Revoked ones too, in the order of their creation. */
  ofAccount(accountId: number): OAuthApp[]
  /** Does nothing where the id is there already. */
  add(app: OAuthApp): void
  setSecret(id: string, secretHash: string): void
  revoke(id: string, at: Date): void
}

/** The OAuth applications in the database. */
export function oauthAppStore(database: Database): OAuthAppStore {
  return {
    byId: id => appOf(database.get('SELECT * FROM oauth_apps WHERE id = ?', id)),
    ofAccount: accountId =>
      database
        .all('SELECT * FROM oauth_apps WHERE account_id = ? ORDER BY rowid', accountId)
        .flatMap(row => appOf(row) ?? []),
    add(app) {
      database.run(
        `INSERT INTO oauth_apps (id, account_id, name, type, redirect_uris, scopes, secret_hash, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        app.id,
        app.accountId,
        app.name,
        app.type,
        wordsIn(app.redirectUris),
        wordsIn(app.scopes),
        app.secretHash,
        secondsOf(app.createdAt),
      )
    },
    setSecret(id, secretHash) {
      database.run('UPDATE oauth_apps SET secret_hash = ? WHERE id = ?', secretHash, id)
    },
    revoke(id, at) {
      const first = 'UPDATE oauth_apps SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL'
      database.run(first, secondsOf(at), id)
    },
  }
}

function appOf(row: Row | undefined): OAuthApp | undefined {
  return (
    row && {
      id: String(row.id),
      accountId: row.account_id == null ? null : Number(row.account_id),
      name: String(row.name),
      type: row.type === 'web' ? 'web' : 'mobile',
      redirectUris: wordsOf(row.redirect_uris),
      scopes: wordsOf(row.scopes),
      secretHash: textOf(row.secret_hash),
      createdAt: dateOf(Number(row.created_at)),
      revokedAt: dateOf(row.revoked_at),
    }
  )
}
