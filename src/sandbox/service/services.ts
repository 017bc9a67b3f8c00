import type { Clock } from '../clock.ts'
import { type AccountStore, accountStore } from '../store/accounts.ts'
import type { Database } from '../store/database.ts'
import { tokenStore } from '../store/tokens.ts'
import { type CallLimit, noRateLimit, type RateLimit, rateLimit } from './rate-limit.ts'
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

const beatPassCalls: CallLimit = { calls: 300, seconds: 60 }

export interface Policy {
  lifetimeDays: number | null
  /** BeatPass's own, none, or another limit of calls. */
  rateLimit: boolean | CallLimit
}

/** The services over one database: 5 sign-ins and 300 calls a minute, unless the policy says otherwise. */
export function servicesOver(database: Database, clock: Clock, policy: Policy): Services {
  const accounts = accountStore(database)
  const limit: typeof rateLimit = policy.rateLimit ? rateLimit : noRateLimit
  const { calls, seconds } = typeof policy.rateLimit === 'object' ? policy.rateLimit : beatPassCalls
  return {
    accounts,
    tokens: tokenService(tokenStore(database), clock, policy.lifetimeDays),
    signIn: signInWith(accounts, clock),
    limits: { signIn: limit(5, clock), calls: limit(calls, clock, seconds * 1000) },
    clock,
  }
}
