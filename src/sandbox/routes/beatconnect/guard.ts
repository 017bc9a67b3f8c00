import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Account } from '../../store/accounts.ts'
import type { ApiKeyRow } from '../../store/api-keys.ts'
import { refusal, tellAllowance } from './answers.ts'
import type { BeatconnectEnv, BeatconnectParts } from './parts.ts'

interface Caller {
  account: Account
  scopes: readonly string[]
  key: ApiKeyRow | undefined
}

/** Who is calling, with an access token or an API key, and whether not too often: 401, 429, 403. */
export function guard(parts: BeatconnectParts): MiddlewareHandler<BeatconnectEnv> {
  return createMiddleware<BeatconnectEnv>(async (c, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const caller = bearer === undefined ? undefined : callerOf(bearer, parts)
    const allowance = parts.callsAMinute(caller ? `account ${caller.account.id}` : `address ${c.env.ip}`)
    tellAllowance(c, allowance, parts.clock())
    if (!allowance.allowed) return refusal(c, 429, 'RATE_LIMITED', 'Too many requests.')
    if (!caller) return unauthenticated(c)
    if (caller.account.banned || !caller.account.apiAccess) {
      return refusal(c, 403, 'FORBIDDEN', 'This account has no API access.')
    }
    c.set('account', caller.account)
    c.set('scopes', caller.scopes)
    c.set('key', caller.key)
    return next()
  })
}

function callerOf(bearer: string, { keys, grants, apps, accounts }: BeatconnectParts): Caller | undefined {
  const key = keys.authenticate(bearer)
  const grant = key ? undefined : grants.authenticate(bearer)
  const account = accounts.byId((key ?? grant)?.accountId ?? 0)
  if (!account || (grant && !apps.living(grant.appId))) return undefined
  return { account, scopes: grant?.scopes ?? [], key }
}

function unauthenticated(c: Context): Response {
  c.header('WWW-Authenticate', 'Bearer realm="beatconnect", error="invalid_token"')
  return refusal(c, 401, 'UNAUTHENTICATED', 'The access token or API key is missing, wrong or over.')
}

/** Lets on only access tokens with that scope (RFC 6750 3.1); an API key has none. */
export function needs(scope: string): MiddlewareHandler<BeatconnectEnv> {
  return createMiddleware<BeatconnectEnv>(async (c, next) => {
    if (c.get('scopes').includes(scope)) return next()
    c.header('WWW-Authenticate', `Bearer realm="beatconnect", error="insufficient_scope", scope="${scope}"`)
    return refusal(c, 403, 'FORBIDDEN', `This needs an access token with the scope ${scope}.`)
  })
}
