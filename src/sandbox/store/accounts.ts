import { secondsOf } from '../clock.ts'
import type { Database, Row } from './database.ts'

export interface Account {
  id: number
  email: string
  displayName: string
  /** scrypt with its parameters, see service/passwords.ts. */
  password: string
  /** Base32, or null without two-factor authentication. */
  totpSecret: string | null
  verified: boolean
  banned: boolean
  /** False: signs in, and everything after is 403. */
  apiAccess: boolean
  /** At most so many tokens; null without a limit. */
  tokenCap: number | null
  createdAt: Date
}

export interface AccountStore {
  byId(id: number): Account | undefined
  /** Upper and lower case are the same. */
  byEmail(email: string): Account | undefined
  add(account: Omit<Account, 'id'>): Account
  setPassword(id: number, password: string): void
}

const insert = `INSERT INTO accounts
  (email, display_name, password, totp_secret, verified, banned, api_access, token_cap, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** The accounts in the database. */
export function accountStore(database: Database): AccountStore {
  return {
    byId: id => accountOf(database.get('SELECT * FROM accounts WHERE id = ?', id)),
    byEmail: email => accountOf(database.get('SELECT * FROM accounts WHERE email = ?', email)),
    add(account) {
      const { lastId } = database.run(
        insert,
        account.email,
        account.displayName,
        account.password,
        account.totpSecret,
        Number(account.verified),
        Number(account.banned),
        Number(account.apiAccess),
        account.tokenCap,
        secondsOf(account.createdAt),
      )
      return { ...account, id: lastId }
    },
    setPassword(id, password) {
      database.run('UPDATE accounts SET password = ? WHERE id = ?', password, id)
    },
  }
}

function accountOf(row: Row | undefined): Account | undefined {
  return (
    row && {
      id: Number(row.id),
      email: String(row.email),
      displayName: String(row.display_name),
      password: String(row.password),
      totpSecret: row.totp_secret == null ? null : String(row.totp_secret),
      verified: row.verified === 1,
      banned: row.banned === 1,
      apiAccess: row.api_access === 1,
      tokenCap: row.token_cap == null ? null : Number(row.token_cap),
      createdAt: new Date(Number(row.created_at) * 1000),
    }
  )
}
