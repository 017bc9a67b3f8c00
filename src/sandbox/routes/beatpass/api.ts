import { Hono } from 'hono'
import type { Services } from '../../service/services.ts'
import { createToken, deleteToken } from './access-tokens.ts'
import type { ApiEnv } from './api-env.ts'
import { guard } from './guard.ts'
import { login } from './login.ts'
import { refuseBrowsers } from './refuse-browsers.ts'
import { showMe } from './users.ts'

/** BeatPass's wire contract below `/api/v1`. Another platform's would be a folder beside this one. */
export function beatpassApi(services: Services): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>().basePath('/api/v1')
  const guarded = guard(services)
  api.use(refuseBrowsers)
  api.post('/auth/login', login(services))
  api.get('/users/me', guarded, showMe(services))
  api.post('/access-tokens', guarded, createToken(services))
  api.delete('/access-tokens/:id{[0-9]+}', guarded, deleteToken(services))
  api.notFound(c => c.json({ message: '' }, 404))
  // As a debug server words it: a failure in here is a bug of the sandbox and should be seen.
  api.onError((error, c) => c.json({ message: 'Server Error', exception: `${error}` }, 500))
  return api
}
