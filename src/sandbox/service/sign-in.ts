import type { Clock } from '../clock.ts'
import type { Account, AccountStore } from '../store/accounts.ts'
import { passwordMatches } from './passwords.ts'
import { codeMatches } from './two-factor.ts'

export type SignInOutcome =
  | { kind: 'signed-in'; account: Account }
  | { kind: 'two-factor'; account: Account }
  | { kind: 'rejected' | 'wrong-code' | 'banned' | 'unverified' }

export interface Credentials {
  email: string
  password: string
  /** The six digits of the second factor, where they were given. */
  code: string | undefined
}

export type SignIn = (credentials: Credentials) => Promise<SignInOutcome>

/** Checks credentials in the platform's order: password, ban, verified mail, second factor. Creates no token. */
export function signInWith(accounts: AccountStore, clock: Clock): SignIn {
  return async ({ email, password, code }) => {
    const account = accounts.byEmail(email.trim())
    if (!account || !(await passwordMatches(password, account.password))) return { kind: 'rejected' }
    if (account.banned) return { kind: 'banned' }
    if (!account.verified) return { kind: 'unverified' }
    if (account.totpSecret === null) return { kind: 'signed-in', account }
    if (code === undefined) return { kind: 'two-factor', account }
    if (!codeMatches(account.totpSecret, code, clock)) return { kind: 'wrong-code' }
    return { kind: 'signed-in', account }
  }
}
