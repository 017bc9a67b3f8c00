import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Services } from '../../service/services.ts'
import type { ApiEnv } from './api-env.ts'
import { throttled } from './throttle.ts'

/** Who is calling, whether not too often, and whether they may: 401, 429, 403 with an empty message. */
export function guard(services: Services): MiddlewareHandler<ApiEnv> {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const token = bearer === undefined ? undefined : services.tokens.authenticate(bearer)
    const account = token && services.accounts.byId(token.accountId)
    const key = account ? `account ${account.id}` : `address ${c.env.ip}`
    const refusal = throttled(c, services.limits.calls(key), services.clock())
    if (refusal) return refusal
    if (!token || !account) return c.json({ message: 'Unauthenticated.' }, 401)
    if (account.banned || !account.apiAccess) return c.json({ message: '' }, 403)
    c.set('account', account)
    c.set('token', token)
    return next()
  })
}
