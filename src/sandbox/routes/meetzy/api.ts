import type { Context, Handler } from 'hono'
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Allowance, RateLimit } from '../../service/rate-limit.ts'
import type { Services } from '../../service/services.ts'

interface MeetzyEnv {
  Bindings: { ip: string }
}

/**
 * Meetzy's wire contract. The envelope, the statuses and the limits (100 a minute, 10 a second) are documented; `GET /me`
 * and the codes in the envelope are ours. There is no call to sign in, and none for tokens.
 */
export function meetzyApi(services: Services): Hono<MeetzyEnv> {
  const api = new Hono<MeetzyEnv>()
  const limits = [services.newLimit(10, 1000), services.newLimit(100)]
  api.get('/me', showMe(services, limits))
  api.notFound(c => failure(c, 404, 'NOT_FOUND', 'There is no such address.'))
  api.onError((error, c) => failure(c, 500, 'SERVER_ERROR', `${error}`))
  return api
}

function showMe({ tokens, accounts, clock }: Services, limits: RateLimit[]): Handler<MeetzyEnv> {
  return c => {
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const token = bearer === undefined ? undefined : tokens.authenticate(bearer)
    const account = token && accounts.byId(token.accountId)
    const key = account ? `account ${account.id}` : `address ${c.env.ip}`
    const refused = firstRefusal(limits, key)
    if (refused) return tooMany(c, refused, clock())
    if (!account) return failure(c, 401, 'UNAUTHORIZED', 'The token is missing, wrong or expired.')
    if (account.banned || !account.apiAccess) return failure(c, 403, 'FORBIDDEN', 'This is not allowed.')
    const { id, displayName: name, email } = account
    return c.json({ success: true, data: { id: String(id), name, email } })
  }
}

/** A call that one limit refuses does not count for the next. */
function firstRefusal(limits: RateLimit[], key: string): Allowance | undefined {
  for (const limit of limits) {
    const allowance = limit(key)
    if (!allowance.allowed) return allowance
  }
  return undefined
}

function tooMany(c: Context, { resetsAt }: Allowance, now: Date): Response {
  c.header('Retry-After', String(Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1000))))
  return failure(c, 429, 'RATE_LIMITED', 'Too many requests.')
}

function failure(c: Context, status: ContentfulStatusCode, code: string, message: string): Response {
  return c.json({ success: false, error: { code, message } }, status)
}
