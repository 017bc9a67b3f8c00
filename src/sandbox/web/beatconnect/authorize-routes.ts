import type { Context, Hono } from 'hono'
import type { BeatconnectParts } from '../../routes/beatconnect/parts.ts'
import { type AuthorizationRequest, readAuthorization } from '../../service/oauth/authorization-request.ts'
import { formTarget, withParameters } from '../../service/oauth/redirect-uris.ts'
import { messagePage } from '../message-page.ts'
import { show } from '../show.ts'
import { signedInAs } from '../signed-in-as.ts'
import type { WebEnv } from '../web-env.ts'
import { consentPage } from './consent-page.ts'

const path = '/oauth/authorize'

/**
 * The page where a person allows an app what it asks for. Nothing is remembered between the question and the answer:
 * the form comes back to the same address, which is read again.
 */
export function addAuthorizePages(site: Hono<WebEnv>, parts: BeatconnectParts): void {
  site.get(path, c => {
    const request = readAuthorization(new URL(c.req.url).searchParams, parts.apps)
    if (request.kind !== 'asked') return turnedAway(c, request)
    const account = signedInAs(c, parts)
    if (!account) return toSignIn(c, request.app.name)
    c.set('formTarget', formTarget(request.redirectUri))
    return show(c, consentPage(account, c.get('session').csrf, request))
  })
  site.post(path, c => {
    const request = readAuthorization(new URL(c.req.url).searchParams, parts.apps)
    if (request.kind !== 'asked') return turnedAway(c, request)
    const account = signedInAs(c, parts)
    if (!account) return toSignIn(c, request.app.name)
    if (c.get('form').decision !== 'allow') {
      const denied = { error: 'access_denied', description: 'the person did not allow it' }
      return turnedAway(c, { ...request, kind: 'failed', ...denied })
    }
    const { app, redirectUri, state, scopes, challenge } = request
    const allowed = { appId: app.id, accountId: account.id, redirectUri, challenge, scopes }
    return sendBack(c, redirectUri, { code: parts.grants.authorize(allowed).reveal(), state })
  })
}

/** Signing in leads back here, to the same question. */
export function toSignIn(c: Context<WebEnv>, name: string): Response {
  const { pathname, search } = new URL(c.req.url)
  c.get('session').goingTo = { path: pathname + search, name }
  return c.redirect('/', 303)
}

function turnedAway(c: Context<WebEnv>, request: Exclude<AuthorizationRequest, { kind: 'asked' }>) {
  if (request.kind === 'refused') {
    const title = 'This request cannot be trusted'
    return show(c, messagePage(title, `${request.problem} You were not sent anywhere.`), 400)
  }
  const { redirectUri, state, error, description } = request
  return sendBack(c, redirectUri, { error, error_description: description, state })
}

/** With `iss`, so that an app of several servers knows whose answer it is (RFC 9207). */
function sendBack(c: Context<WebEnv>, uri: string, parameters: Record<string, string | undefined>): Response {
  return c.redirect(withParameters(uri, { ...parameters, iss: new URL(c.req.url).origin }), 303)
}
