import { Hono } from 'hono'
import { refusal } from './answers.ts'
import { appRoutes } from './apps.ts'
import { guard } from './guard.ts'
import { keyRoutes } from './keys.ts'
import { oauthRoutes } from './oauth.ts'
import type { BeatconnectEnv, BeatconnectParts } from './parts.ts'

/**
 * BeatConnect's wire contract, below `/v1`, and its authorization server. The masks, fields and states of keys and
 * applications, the limits and their headers are documented; every call, its paths and its errors are ours, because the
 * platform publishes none.
 */
export function beatconnectApi(parts: BeatconnectParts): Hono<BeatconnectEnv> {
  const api = new Hono<BeatconnectEnv>()
  api.route('/', oauthRoutes(parts))
  api.use('/v1/*', guard(parts))
  api.get('/v1/me', c => {
    const { id, displayName, email } = c.get('account')
    const key = c.get('key')
    const used = key ? { key: { id: String(key.id), environment: key.environment } } : {}
    return c.json({ data: { id: String(id), name: displayName, email, ...used } })
  })
  api.route('/v1/keys', keyRoutes(parts))
  api.route('/v1/apps', appRoutes(parts))
  api.notFound(c => refusal(c, 404, 'NOT_FOUND', 'There is no such address.'))
  api.onError((error, c) => refusal(c, 500, 'ERROR', `${error}`))
  return api
}
