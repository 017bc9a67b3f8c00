import type { Clock } from '../clock.ts'
import { type AccountStore, accountStore } from '../store/accounts.ts'
import type { Database } from '../store/database.ts'
import { tokenStore } from '../store/tokens.ts'
import { type CallLimit, type MakeRateLimit, noRateLimit, type RateLimit, rateLimit } from './rate-limit.ts'
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

const beatPassCalls: CallLimit = { calls: 300, seconds: 60 }

export interface Policy extends TokenPolicy {
  /** BeatPass's own, none, or another limit of calls. */
  rateLimit: boolean | CallLimit
}

/** The services over one database: 5 sign-ins and 300 calls a minute, unless the policy says otherwise. */
export function servicesOver(database: Database, clock: Clock, policy: Policy): Services {
  const accounts = accountStore(database)
  const { calls, seconds } = typeof policy.rateLimit === 'object' ? policy.rateLimit : beatPassCalls
  const newLimit: MakeRateLimit = (limit, window) =>
    policy.rateLimit ? rateLimit(limit, clock, window) : noRateLimit(limit, clock)
  return {
    accounts,
    tokens: tokenService(tokenStore(database), clock, policy),
    signIn: signInWith(accounts, clock),
    limits: { signIn: newLimit(5), calls: newLimit(calls, seconds * 1000) },
    newLimit,
    clock,
  }
}
