import { wordsIn, wordsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** What an account allowed an app; every token of it stands and falls with it. */
export interface GrantRow {
  id: number
  appId: string
  accountId: number
  scopes: string[]
  revoked: boolean
}

export interface GrantStore {
  byId(id: number): GrantRow | undefined
  add(grant: Pick<GrantRow, 'appId' | 'accountId' | 'scopes'>): GrantRow
  /** Ends the grant, and with it all that came of it. */
  revoke(id: number, second: number): void
}

/** The grants in the database. */
export function grantStore(database: Database): GrantStore {
  return {
    byId(id) {
      const row = database.get('SELECT * FROM oauth_grants WHERE id = ?', id)
      return (
        row && {
          id,
          appId: String(row.app_id),
          accountId: Number(row.account_id),
          scopes: wordsOf(row.scopes),
          revoked: row.revoked_at !== null,
        }
      )
    },
    add({ appId, accountId, scopes }) {
      const insert = 'INSERT INTO oauth_grants (app_id, account_id, scopes) VALUES (?, ?, ?)'
      const { lastId: id } = database.run(insert, appId, accountId, wordsIn(scopes))
      return { id, appId, accountId, scopes, revoked: false }
    },
    revoke(id, second) {
      const first = 'UPDATE oauth_grants SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL'
      database.run(first, second, id)
    },
  }
}
