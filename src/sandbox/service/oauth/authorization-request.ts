import type { OAuthApp } from '../../store/oauth/apps.ts'
import type { OAuthAppService } from './apps.ts'
import { redirectUriMatches } from './redirect-uris.ts'
import { scopesAsked } from './scopes.ts'

/** What brings a browser to `/oauth/authorize`. */
export type AuthorizationRequest =
  | { kind: 'asked'; app: OAuthApp; redirectUri: string; state?: string; scopes: string[]; challenge: string }
  /** An error that the app may be told, by its redirect URI. */
  | { kind: 'failed'; redirectUri: string; state?: string; error: string; description: string }
  /** Nobody can be told but the person: whoever sent the browser is not known (RFC 6749 4.1.2.1). */
  | { kind: 'refused'; problem: string }

/** Reads the query of an authorization request: a code with PKCE (S256), and a redirect URI that is registered. */
export function readAuthorization(query: URLSearchParams, apps: OAuthAppService): AuthorizationRequest {
  const one = (name: string) => (query.getAll(name).length === 1 ? query.get(name) : null)
  const app = apps.living(one('client_id') ?? '')
  if (!app) return { kind: 'refused', problem: 'The address names no application that is known here.' }
  const redirectUri = one('redirect_uri')
  if (!redirectUri || !redirectUriMatches(redirectUri, app.redirectUris)) {
    const problem = 'The address to go back to is not one that this application registered.'
    return { kind: 'refused', problem }
  }
  const state = one('state')
  const back = { redirectUri, ...(state === null ? {} : { state }) }
  const wrong = faultOf(query)
  if (wrong) return { kind: 'failed', ...back, ...wrong }
  const scopes = scopesAsked(one('scope') ?? undefined, app.scopes)
  if (!scopes) {
    return { kind: 'failed', ...back, error: 'invalid_scope', description: 'the client may not ask for that' }
  }
  return { kind: 'asked', app, ...back, scopes, challenge: one('code_challenge') ?? '' }
}

function faultOf(query: URLSearchParams): { error: string; description: string } | undefined {
  const invalid = (description: string) => ({ error: 'invalid_request', description })
  const twice = [...query.keys()].find((name, at, names) => names.indexOf(name) !== at)
  if (twice !== undefined) return invalid('a parameter is there more than once')
  const type = query.get('response_type')
  if (!type) return invalid('response_type is missing')
  if (type !== 'code') return { error: 'unsupported_response_type', description: 'only code' }
  if ((query.get('response_mode') ?? 'query') !== 'query') return invalid('only response_mode query')
  if (!/^[A-Za-z0-9_-]{43}$/.test(query.get('code_challenge') ?? '')) {
    return invalid('code_challenge is missing or not of the method S256')
  }
  if (query.get('code_challenge_method') !== 'S256') return invalid('only code_challenge_method S256')
  return undefined
}
