import type { Context } from 'hono'
import type { IssuedTokens } from '../../service/oauth/grants.ts'
import { oauthError } from './oauth-error.ts'
import type { BeatconnectParts, OAuthEnv } from './parts.ts'

type Grant = (c: Context<OAuthEnv>, parts: BeatconnectParts) => Response

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: exchangeCode,
  refresh_token: refresh,
  'urn:ietf:params:oauth:grant-type:device_code': poll,
}

/** `POST /oauth/token`: a code, a refresh token or a device code becomes tokens. */
export function grantTokens(c: Context<OAuthEnv>, parts: BeatconnectParts): Response {
  const type = c.get('form').get('grant_type')
  if (type === null) return oauthError(c, 'invalid_request', 'grant_type is missing')
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined
  return grant ? grant(c, parts) : oauthError(c, 'unsupported_grant_type', 'not a grant of this server')
}

function exchangeCode(c: Context<OAuthEnv>, parts: BeatconnectParts): Response {
  const form = c.get('form')
  const [code, redirectUri, verifier] = ['code', 'redirect_uri', 'code_verifier'].map(name => form.get(name))
  if (!code || !redirectUri || !verifier) {
    return oauthError(c, 'invalid_request', 'code, redirect_uri and code_verifier are needed')
  }
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) {
    return oauthError(c, 'invalid_grant', 'not a code_verifier')
  }
  const issued = parts.grants.exchange(c.get('client'), code, redirectUri, verifier)
  return issued ? tokens(c, issued) : oauthError(c, 'invalid_grant', 'the code is wrong, over or used')
}

function refresh(c: Context<OAuthEnv>, parts: BeatconnectParts): Response {
  const form = c.get('form')
  const token = form.get('refresh_token')
  if (!token) return oauthError(c, 'invalid_request', 'refresh_token is missing')
  const issued = parts.grants.refresh(c.get('client'), token, form.get('scope') ?? undefined)
  if (issued === 'invalid_scope') return oauthError(c, issued, 'more than was allowed')
  return issued
    ? tokens(c, issued)
    : oauthError(c, 'invalid_grant', 'the refresh token is wrong, over, used or revoked')
}

function poll(c: Context<OAuthEnv>, { devices, grants }: BeatconnectParts): Response {
  const code = c.get('form').get('device_code')
  if (!code) return oauthError(c, 'invalid_request', 'device_code is missing')
  const outcome = devices.poll(c.get('client'), code)
  return typeof outcome === 'object'
    ? tokens(c, grants.issue(outcome.allowed))
    : oauthError(c, outcome, 'see RFC 8628, 3.5')
}

function tokens(c: Context, { access, refresh, expiresIn, scopes }: IssuedTokens): Response {
  return c.json({
    access_token: access.reveal(),
    token_type: 'Bearer',
    ...(expiresIn === null ? {} : { expires_in: expiresIn }),
    refresh_token: refresh.reveal(),
    scope: scopes.join(' '),
  })
}
