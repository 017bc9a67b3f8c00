import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { readNewApp } from '../../service/oauth/new-app.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { inputOf } from '../beatpass/input.ts'
import { appAnswer, invalid, refusal } from './answers.ts'
import { needs } from './guard.ts'
import type { BeatconnectEnv, BeatconnectParts } from './parts.ts'

type AppEnv = BeatconnectEnv & { Variables: BeatconnectEnv['Variables'] & { app: OAuthApp } }

/** `/apps`: the account's OAuth applications. */
export function appRoutes({ apps }: BeatconnectParts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>()
  const found = createMiddleware<AppEnv>(async (c, next) => {
    const app = apps.own(c.get('account'), c.req.param('id') ?? '')
    if (!app) return refusal(c, 404, 'NOT_FOUND', 'There is no such application.')
    c.set('app', app)
    return next()
  })
  routes.use(needs('apps.manage'))
  routes.get('/', c => c.json({ data: apps.list(c.get('account')).map(appAnswer) }))
  routes.post('/', async c => {
    const read = readNewApp(await inputOf(c))
    if ('faults' in read) return invalid(c, read.faults)
    const { app, secret } = apps.create(c.get('account'), read)
    const shown = secret ? { client_secret: secret.reveal() } : {}
    return c.json({ data: appAnswer(app), ...shown }, 201)
  })
  routes.get('/:id', found, c => c.json({ data: appAnswer(c.get('app')) }))
  routes.post('/:id/secret', found, c => {
    const app = c.get('app')
    if (app.type !== 'web') return invalid(c, { type: ['Only a web application has a secret.'] })
    if (app.revokedAt) return invalid(c, { status: ['The application is revoked.'] })
    return c.json({ data: appAnswer(app), client_secret: apps.renewSecret(app).reveal() })
  })
  routes.delete('/:id', found, c => {
    apps.revoke(c.get('app'))
    return c.json({ data: { ...appAnswer(c.get('app')), status: 'revoked' } })
  })
  return routes
}
