import type { Clock } from '../clock.ts'
import { type AccountStore, accountStore } from '../store/accounts.ts'
import type { Database } from '../store/database.ts'
import { tokenStore } from '../store/tokens.ts'
import { noRateLimit, type RateLimit, rateLimit } from './rate-limit.ts'
import { type SignIn, signInWith } from './sign-in.ts'
import { type TokenService, tokenService } from './tokens.ts'

/** Everything that routes may ask for. */
export interface Services {
  accounts: AccountStore
  tokens: TokenService
  signIn: SignIn
  limits: { signIn: RateLimit; calls: RateLimit }
  clock: Clock
}

export interface Policy {
  lifetimeDays: number | null
  rateLimit: boolean
}

/** The services over one database: 5 sign-ins and 300 calls a minute. */
export function servicesOver(database: Database, clock: Clock, policy: Policy): Services {
  const accounts = accountStore(database)
  const limit = policy.rateLimit ? rateLimit : noRateLimit
  return {
    accounts,
    tokens: tokenService(tokenStore(database), clock, policy.lifetimeDays),
    signIn: signInWith(accounts, clock),
    limits: { signIn: limit(5, clock), calls: limit(300, clock) },
    clock,
  }
}
