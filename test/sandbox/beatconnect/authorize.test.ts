import { describe, expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { person } from '../person.ts'
import { authorizeUrl, beatconnect, call, callback, decide, type Flow, tokensFor } from './oauth.ts'

async function register(flow: Flow, redirect_uris: string[], type = 'mobile') {
  const { access_token } = await tokensFor(flow, 'apps.manage')
  const app = { name: 'Shop', type, redirect_uris, scopes: ['beats.read'] }
  const made = await call(flow, 'POST', '/apps', access_token, app)
  expect(made.status).toBe(201)
  const { data } = made.json as { data: { id: string } }
  return { client: { client_id: data.id }, access_token }
}
const headOf = async (flow: Flow, url: URL) => {
  const got = await flow.someone.get(url.href)
  return { status: got.status, location: got.headers.get('location'), text: await got.text() }
}

describe('who sent the browser is not known: a page, and no redirect', () => {
  test.each([
    ['no client', { client_id: undefined }],
    ['an unknown client', { client_id: 'client_nobody' }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['another path', { redirect_uri: 'http://127.0.0.1:51234/callback/' }],
    ['another query', { redirect_uri: 'http://127.0.0.1:51234/callback?x=1' }],
    ['localhost', { redirect_uri: 'http://localhost:51234/callback' }],
    ['another loopback address', { redirect_uri: 'http://127.0.0.2:51234/callback' }],
    ['https', { redirect_uri: 'https://127.0.0.1:51234/callback' }],
    ['a host behind a user name', { redirect_uri: 'http://127.0.0.1:80@evil.test/callback' }],
    ['a port that is none', { redirect_uri: 'http://127.0.0.1:99999/callback' }],
    ['a script', { redirect_uri: 'javascript:alert(1)' }],
    ['a fragment', { redirect_uri: 'http://127.0.0.1:51234/callback#x' }],
  ])('%s', async (_, change) => {
    const flow = await beatconnect()
    const url = await authorizeUrl(flow, { change })
    expect(await headOf(flow, url)).toMatchObject({
      status: 400,
      location: null,
      text: expect.stringContaining('You were not sent anywhere.'),
    })
    const posted = await flow.someone.submit(url.href, { decision: 'allow' }, await csrfOf(flow))
    expect([posted.status, posted.headers.get('location')]).toEqual([400, null])
  })

  test('a parameter that is there twice', async () => {
    const flow = await beatconnect()
    for (const name of ['client_id', 'redirect_uri']) {
      const url = await authorizeUrl(flow)
      url.searchParams.append(name, url.searchParams.get(name) ?? '')
      expect(await headOf(flow, url)).toMatchObject({ status: 400, location: null })
    }
  })
})

async function csrfOf(flow: Flow): Promise<string> {
  const page = await (await flow.someone.get('/keys')).text()
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

describe('an error that the app may know comes back with state and issuer', () => {
  test.each([
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['no PKCE', { code_challenge: undefined }, 'invalid_request'],
    ['the method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no method, which is plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request'],
    ['another response mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['a scope of nobody', { scope: 'keys.manage everything' }, 'invalid_scope'],
  ])('%s', async (_, change, error) => {
    const flow = await beatconnect()
    const { status, location } = await headOf(flow, await authorizeUrl(flow, { change }))
    const back = new URL(location ?? '')
    expect(status).toBe(303)
    expect(back.origin + back.pathname).toBe(callback)
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error,
      error_description: expect.any(String),
      state: 'a-state',
      iss: flow.server.issuer,
    })
  })

  test('a denied consent', async () => {
    const flow = await beatconnect()
    const back = await decide(flow, {}, 'deny')
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 'a-state' })
    expect(back.searchParams.has('code')).toBe(false)
  })
})

describe('where the answer goes', () => {
  test.each([
    ['https://shop.example.com/cb?shop=1', 'https://shop.example.com/cb?shop=1&code='],
    ['com.example.shop:/cb', 'com.example.shop:/cb?code='],
  ])('exactly to %s', async (uri, beginning) => {
    const flow = await beatconnect()
    const { client } = await register(flow, [uri])
    const back = await decide(flow, { client, redirectUri: uri, scope: 'beats.read' })
    expect(back.href.startsWith(beginning)).toBe(true)
    const other = await authorizeUrl(flow, { client, redirectUri: `${uri}x`, scope: 'beats.read' })
    expect(await headOf(flow, other)).toMatchObject({ status: 400, location: null })
  })

  test.each(['http://127.0.0.1:1/callback', 'http://[::1]:65535/callback', 'http://127.0.0.1/callback'])(
    'to any port of a loopback address: %s',
    async redirectUri => {
      const back = await decide(await beatconnect(), { redirectUri })
      expect(back.href.startsWith(`${redirectUri}?code=`)).toBe(true)
    },
  )

  test('nowhere once the app is revoked', async () => {
    const flow = await beatconnect()
    const { client, access_token } = await register(flow, ['https://shop.example.com/cb'])
    const asked = { client, redirectUri: 'https://shop.example.com/cb', scope: 'beats.read' }
    expect((await headOf(flow, await authorizeUrl(flow, asked))).status).toBe(200)
    expect((await call(flow, 'DELETE', `/apps/${client.client_id}`, access_token)).status).toBe(200)
    expect((await headOf(flow, await authorizeUrl(flow, asked))).status).toBe(400)
  })
})

describe('the consent page', () => {
  test('names app, scopes and place; its policy lets the form end there and cannot be framed', async () => {
    const flow = await beatconnect()
    const got = await flow.someone.get((await authorizeUrl(flow)).href)
    const text = await got.text()
    for (const part of ['beatpass', 'keys.manage', '127.0.0.1:51234']) expect(text).toContain(part)
    expect(got.headers.get('content-security-policy')).toContain(
      "form-action 'self' http://127.0.0.1:51234; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(got.headers.get('x-frame-options')).toBe('DENY')
    expect(got.headers.get('cache-control')).toBe('no-store')
  })

  test('is only for who is signed in, and takes no form of somebody else', async () => {
    const flow = await beatconnect()
    const url = (await authorizeUrl(flow)).href
    const stranger = person(flow.sandbox)
    expect((await stranger.get(url)).headers.get('location')).toBe('/')
    expect((await stranger.submit(url, { decision: 'allow' }, 'guessed')).status).toBe(403)
    expect((await flow.someone.submit(url, { decision: 'allow' }, 'guessed')).status).toBe(403)
  })

  test('is what signing in leads to; a banned account gets no further', async () => {
    const flow = await beatconnect()
    const { dataDir } = flow.sandbox
    const url = await authorizeUrl(flow)
    for (const [banned, status, to] of [
      [false, 303, url.pathname + url.search],
      [true, 422, null],
    ] as const) {
      const user = await addUser({ dataDir, email: `${banned}@beatpass.test`, banned })
      const visitor = person(flow.sandbox)
      await visitor.get(url.href)
      const page = await (await visitor.get('/')).text()
      expect(page).toContain('To continue to <strong><bdi>beatpass</bdi></strong>')
      const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
      const { email, password } = user
      const got = await visitor.submit('/sign-in', { email, password }, csrf)
      expect([got.status, got.headers.get('location')]).toEqual([status, to])
    }
  })
})
