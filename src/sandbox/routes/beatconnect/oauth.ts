import type { Context } from 'hono'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { scopesAsked } from '../../service/oauth/scopes.ts'
import { tellAllowance } from './answers.ts'
import { clientOf } from './client-authentication.ts'
import { authorizationServer } from './metadata.ts'
import { oauthError } from './oauth-error.ts'
import type { BeatconnectParts, OAuthEnv } from './parts.ts'
import { grantTokens } from './token-grants.ts'

/** The endpoints of OAuth that programs call; the pages for people are in web/beatconnect. All of it is ours. */
export function oauthRoutes(parts: BeatconnectParts): Hono<OAuthEnv> {
  const routes = new Hono<OAuthEnv>()
  routes.get('/.well-known/oauth-authorization-server', c =>
    c.json(authorizationServer(new URL(c.req.url).origin)),
  )
  routes.use('/oauth/*', aClient(parts))
  routes.post('/oauth/token', c => grantTokens(c, parts))
  routes.post('/oauth/device_authorization', c => startDevice(c, parts))
  routes.post('/oauth/revoke', c => {
    const token = c.get('form').get('token')
    if (token === null) return oauthError(c, 'invalid_request', 'token is missing')
    return parts.grants.revoke(c.get('client'), token)
      ? c.body(null, 200)
      : oauthError(c, 'unauthorized_client', 'the token is of another client')
  })
  return routes
}

/** Reads the form and tells whose it is: every endpoint needs both. Nothing of it may be cached. */
function aClient({ apps, callsAMinute, clock }: BeatconnectParts) {
  return createMiddleware<OAuthEnv>(async (c, next) => {
    c.header('Cache-Control', 'no-store')
    c.header('Pragma', 'no-cache')
    const allowance = callsAMinute(`oauth ${c.env.ip}`)
    tellAllowance(c, allowance, clock())
    if (!allowance.allowed) return oauthError(c, 'temporarily_unavailable', 'too many requests', 429)
    if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')) {
      return oauthError(c, 'invalid_request', 'a form is expected')
    }
    const form = new URLSearchParams(await c.req.text())
    const twice = [...form.keys()].find((name, at, names) => names.indexOf(name) !== at)
    if (twice !== undefined) return oauthError(c, 'invalid_request', `${twice} is there more than once`)
    const authorization = c.req.header('authorization')
    const client = clientOf(form, authorization, apps)
    if (!client) {
      if (authorization !== undefined) c.header('WWW-Authenticate', 'Basic realm="beatconnect"')
      return oauthError(c, 'invalid_client', 'no such client, or not authenticated as it must be', 401)
    }
    c.set('form', form)
    c.set('client', client)
    return next()
  })
}

function startDevice(c: Context<OAuthEnv>, { devices }: BeatconnectParts): Response {
  const client = c.get('client')
  const scopes = scopesAsked(c.get('form').get('scope') ?? undefined, client.scopes)
  if (!scopes) return oauthError(c, 'invalid_scope', 'the client may not ask for that')
  const started = devices.start(client, scopes)
  const page = `${new URL(c.req.url).origin}/oauth/device`
  return c.json({
    device_code: started.device.reveal(),
    user_code: started.userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${started.userCode}`,
    expires_in: started.expiresIn,
    interval: started.interval,
  })
}
