import * as oauth from 'oauth4webapi'
import { expect } from 'vitest'
import type { RunningSandbox, SandboxOptions } from '../../../src/sandbox/start-sandbox.ts'
import { sandboxFor, send } from '../client.ts'
import { type Person, signedIn } from '../person.ts'

export const cli: oauth.Client = { client_id: 'beatpass-cli', token_endpoint_auth_method: 'none' }
export const callback = 'http://127.0.0.1:51234/callback'
export const insecure = { [oauth.allowInsecureRequests]: true }

export interface Flow {
  sandbox: RunningSandbox
  server: oauth.AuthorizationServer
  someone: Person
}

/** A BeatConnect sandbox, what a client discovers of it, and somebody who is signed in on its pages. */
export async function beatconnect(options: SandboxOptions = {}): Promise<Flow> {
  const sandbox = await sandboxFor({ platform: 'beatconnect', ...options })
  return flowOn(sandbox, sandbox)
}

/** The same on a sandbox that is there, for one of its accounts. */
export async function flowOn(
  sandbox: RunningSandbox,
  account: { email: string; password: string },
): Promise<Flow> {
  const issuer = new URL(new URL(sandbox.apiUrl).origin)
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  const server = await oauth.processDiscoveryResponse(issuer, found)
  return { sandbox, server, someone: await signedIn(sandbox, account) }
}

export interface Asked {
  client?: oauth.Client
  redirectUri?: string
  scope?: string
  state?: string
  verifier?: string
  /** Overrides, or with `undefined` leaves out, a parameter of the request. */
  change?: Record<string, string | undefined>
}

/** The address that an app sends the browser to. */
export async function authorizeUrl(flow: Flow, asked: Asked = {}): Promise<URL> {
  const { client = cli, redirectUri = callback, scope = 'keys.manage', state = 'a-state' } = asked
  const challenge = await oauth.calculatePKCECodeChallenge(asked.verifier ?? 'v'.repeat(43))
  const url = new URL(flow.server.authorization_endpoint ?? '')
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...asked.change,
  }
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value)
  return url
}

/** Answers the consent page, and gives where that leads. */
export async function decide(flow: Flow, asked: Asked = {}, decision = 'allow'): Promise<URL> {
  const got = await flow.someone.submit((await authorizeUrl(flow, asked)).href, { decision })
  expect(got.status).toBe(303)
  return new URL(got.headers.get('location') ?? '')
}

/** Turns the address that the app was called back with into tokens, as oauth4webapi checks them. */
export async function exchange(flow: Flow, back: URL, asked: Asked = {}, authentication = oauth.None()) {
  const { client = cli, redirectUri = callback, verifier = 'v'.repeat(43) } = asked
  const parameters = oauth.validateAuthResponse(flow.server, client, back, asked.state ?? 'a-state')
  const answer = await oauth.authorizationCodeGrantRequest(
    ...([flow.server, client, authentication, parameters, redirectUri, verifier] as const),
    insecure,
  )
  return oauth.processAuthorizationCodeResponse(flow.server, client, answer)
}

/** Tokens for `beatpass-cli` with those scopes. */
export async function tokensFor(flow: Flow, scope = 'keys.manage') {
  return exchange(flow, await decide(flow, { scope }))
}

/** One call of the API. */
export function call(flow: Flow, method: string, path: string, token?: string, body?: unknown) {
  const url = `${flow.sandbox.apiUrl}${path}`
  return send(method, url, {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  })
}

/** Sends a form to the token endpoint and gives status and body. */
export async function rawToken(
  flow: Flow,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams(form)
  const got = await fetch(flow.server.token_endpoint ?? '', { method: 'POST', body, headers })
  return { status: got.status, headers: got.headers, json: (await got.json()) as Record<string, unknown> }
}
