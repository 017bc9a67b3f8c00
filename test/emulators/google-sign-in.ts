import { createVerify, type KeyObject } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { EmulatorEnv } from './serve-faulty.ts'

export interface GoogleSignIn {
  /** Who may get `token`, by which way. */
  token: string
  user?: { clientId: string; clientSecret: string; refreshToken: string }
  key?: { id: string; email: string; public: KeyObject }
  federation?: { audience: string; subjectToken: string; subjectTokenType: string }
  /** The time by which assertions are judged. */
  now: Date
}

const scope = 'https://www.googleapis.com/auth/cloud-platform'
const grants = {
  refresh: 'refresh_token',
  assertion: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
}

/** Google's token endpoints: `/token`, `/sts/token`, `:generateAccessToken`, and the metadata server of a machine. */
export function googleSignIn(known: GoogleSignIn): (app: Hono<EmulatorEnv>) => void {
  const granted = { access_token: known.token, expires_in: 3599, token_type: 'Bearer' }
  return app => {
    app.post('/token', async context => {
      const form = await formOf(context)
      const [error, words] = refusalOf(form, known, new URL(context.req.url).origin)
      return error ? context.json({ error, error_description: words }, 400) : context.json(granted)
    })
    app.post('/sts/token', async context => {
      const { grant_type: grant, ...form } = await formOf(context)
      const { audience, subjectToken, subjectTokenType } = known.federation ?? {}
      const expected = {
        audience,
        scope,
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        subject_token_type: subjectTokenType,
        subject_token: subjectToken,
      }
      const fits = grant === grants.exchange && JSON.stringify(form) === JSON.stringify(expected)
      if (!fits) return context.json({ error: 'invalid_grant', error_description: 'not that one' }, 400)
      return context.json({ ...granted, access_token: 'federated-1' })
    })
    app.post('/impersonate', async context => {
      const body = await context.req.json()
      const bearer = context.req.header('authorization')
      const fits = ['Bearer federated-1', `Bearer ${known.token}`].includes(bearer ?? '')
      if (!fits || body.scope?.[0] !== scope)
        return context.json({ error: { status: 'PERMISSION_DENIED' } }, 403)
      return context.json({ accessToken: known.token, expireTime: '2026-03-01T13:00:00Z' })
    })
    app.get('/computeMetadata/v1/instance/service-accounts/default/token', context => {
      const { req } = context
      const allowed =
        req.header('metadata-flavor') === 'Google' && req.header('x-forwarded-for') === undefined
      if (!allowed) return context.text('Missing Metadata-Flavor:Google header.', 403)
      return context.json(granted, 200, { 'Metadata-Flavor': 'Google' })
    })
  }
}

async function formOf(context: Context<EmulatorEnv>): Promise<Record<string, string>> {
  if (context.req.header('content-type') !== 'application/x-www-form-urlencoded') return {}
  return Object.fromEntries(new URLSearchParams(await context.req.text()))
}

function refusalOf(form: Record<string, string>, known: GoogleSignIn, origin: string): string[] {
  const { grant_type: grant, ...rest } = form
  if (grant === grants.refresh) {
    const { clientId, clientSecret, refreshToken } = known.user ?? {}
    if (rest.client_id !== clientId || rest.client_secret !== clientSecret)
      return ['invalid_client', 'Unauthorized']
    return rest.refresh_token === refreshToken ? [] : ['invalid_grant', `expired: ${rest.refresh_token}`]
  }
  if (grant !== grants.assertion) return ['unsupported_grant_type', 'Invalid grant_type']
  return isSigned(rest.assertion ?? '', known, origin) ? [] : ['invalid_grant', 'Invalid JWT Signature.']
}

/** Verified with the public key alone, by another part of OpenSSL than signed it. */
function isSigned(assertion: string, { key, now }: GoogleSignIn, origin: string): boolean {
  const [head = '', claims = '', signature = '', ...others] = assertion.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  if (!key || others.length > 0) return false
  const verified = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(key.public, signature, 'base64url')
  const { alg, typ, kid } = read(head)
  const { iss, aud, iat, exp, scope: asked } = read(claims)
  const seconds = now.getTime() / 1000
  const inTime = Math.abs(iat - seconds) < 300 && exp > seconds && exp - iat <= 3600
  const named = alg === 'RS256' && typ === 'JWT' && kid === key.id && iss === key.email
  return verified && named && inTime && aud === `${origin}/token` && asked === scope
}
