import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Services } from '../../service/services.ts'
import { createToken, deleteToken } from './access-tokens.ts'
import type { ApiEnv } from './api-env.ts'
import type { Generation } from './generation.ts'
import { guard } from './guard.ts'
import { login } from './login.ts'
import { refuseBearers } from './refuse-bearers.ts'
import { refuseBrowsers } from './refuse-browsers.ts'
import { showMe, showSettings } from './users.ts'

const pass = createMiddleware((_, next) => next())

/** The wire contract of BeatPass and the sites on its code base, below `/api/v1`. */
export function beatpassApi(
  services: Services,
  generation: Generation,
  refusesBearers?: 403 | 423 | undefined,
): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>().basePath('/api/v1')
  const guarded = guard(services)
  const writable = refusesBearers ? refuseBearers(refusesBearers) : pass
  api.use(refuseBrowsers)
  api.post('/auth/login', login(services, generation))
  api.get('/users/me', guarded, showMe(services, generation))
  if (!generation.listsInMe) api.get('/account-settings', guarded, showSettings(services))
  api.post('/access-tokens', guarded, writable, createToken(services, generation))
  api.delete('/access-tokens/:id{[0-9]+}', guarded, writable, deleteToken(services, generation))
  api.notFound(c => c.json({ message: '' }, 404))
  // As a debug server words it: a failure in here is a bug of the sandbox and should be seen.
  api.onError((error, c) => c.json({ message: 'Server Error', exception: `${error}` }, 500))
  return api
}
