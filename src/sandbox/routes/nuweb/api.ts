import type { Handler } from 'hono'
import { Hono } from 'hono'
import type { Services } from '../../service/services.ts'
import { throttled } from '../beatpass/throttle.ts'
import { login } from './login.ts'
import { type NuwebEnv, withTenant } from './tenancy.ts'

/**
 * Nuweb's wire contract, below `/v1`. Documented are the sign-in, the header and the bare `token`; the errors are stock
 * Laravel's, and `GET /user` with its fields is ours.
 */
export function nuwebApi(services: Services): Hono<NuwebEnv> {
  const api = new Hono<NuwebEnv>().basePath('/v1')
  api.use(withTenant)
  api.post('/login', login(services))
  api.get('/user', showUser(services))
  api.notFound(c => c.json({ message: '' }, 404))
  api.onError((error, c) => c.json({ message: 'Server Error', exception: `${error}` }, 500))
  return api
}

/** Who the token speaks for, and what that person may do now: the token follows every change. */
function showUser({ tokens, accounts, limits, clock }: Services): Handler<NuwebEnv> {
  return c => {
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const token = bearer === undefined ? undefined : tokens.authenticate(bearer)
    const account = token?.tenant === c.get('tenant') ? accounts.byId(token.accountId) : undefined
    const key = account ? `account ${account.id}` : `address ${c.env.ip}`
    const refusal = throttled(c, limits.calls(key), clock())
    if (refusal) return refusal
    if (!account) return c.json({ message: 'Unauthenticated.' }, 401)
    if (account.banned || !account.apiAccess) return c.json({ message: 'This action is unauthorized.' }, 403)
    return c.json({
      id: account.id,
      name: account.displayName,
      email: account.email,
      permissions: ['events.view', 'orders.view'],
      visibility_groups: ['Everybody'],
    })
  }
}
