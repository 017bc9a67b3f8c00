import type { Clock } from '../clock.ts'
import { type AccountStore, accountStore } from '../store/accounts.ts'
import type { Database } from '../store/database.ts'
import { tokenStore } from '../store/tokens.ts'
import { type MakeRateLimit, noRateLimit, type RateLimit, rateLimit } from './rate-limit.ts'
import { type SignIn, signInWith } from './sign-in.ts'
import { type TokenPolicy, type TokenService, tokenService } from './tokens.ts'

/** Everything that routes may ask for. */
export interface Services {
  accounts: AccountStore
  tokens: TokenService
  signIn: SignIn
  limits: { signIn: RateLimit; calls: RateLimit }
  /** For a platform's own limits. */
  newLimit: MakeRateLimit
  clock: Clock
}

export interface Policy extends TokenPolicy {
  rateLimit: boolean
}

/** The services over one database: 5 sign-ins and 300 calls a minute. */
export function servicesOver(database: Database, clock: Clock, policy: Policy): Services {
  const accounts = accountStore(database)
  const newLimit: MakeRateLimit = (limit, window) =>
    policy.rateLimit ? rateLimit(limit, clock, window) : noRateLimit(limit, clock)
  return {
    accounts,
    tokens: tokenService(tokenStore(database), clock, policy),
    signIn: signInWith(accounts, clock),
    limits: { signIn: newLimit(5), calls: newLimit(300) },
    newLimit,
    clock,
  }
}
