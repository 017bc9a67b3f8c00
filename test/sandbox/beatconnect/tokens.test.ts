import * as oauth from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { movableClock } from '../client.ts'
import {
  beatconnect,
  call,
  cli,
  decide,
  exchange,
  type Flow,
  insecure,
  rawToken,
  tokensFor,
} from './oauth.ts'

const renew = async (flow: Flow, refreshToken = '') => {
  const answer = await oauth.refreshTokenGrantRequest(
    ...([flow.server, cli, oauth.None(), refreshToken] as const),
    insecure,
  )
  return oauth.processRefreshTokenResponse(flow.server, cli, answer)
}
const works = async (flow: Flow, token: string) => (await call(flow, 'GET', '/me', token)).status === 200
const invalidGrant = { name: 'ResponseBodyError', error: 'invalid_grant' }

describe('the authorization code', () => {
  test('becomes tokens for a client that nobody of this house wrote', async () => {
    const flow = await beatconnect()
    const tokens = await tokensFor(flow, 'keys.manage apps.manage')
    expect(tokens).toMatchObject({
      access_token: expect.stringMatching(/^bcat_[A-Za-z0-9]{43}$/),
      refresh_token: expect.stringMatching(/^bcrt_[A-Za-z0-9]{43}$/),
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'keys.manage apps.manage',
    })
    const me = await call(flow, 'GET', '/me', tokens.access_token)
    expect(me.json).toEqual({ data: { id: '1', name: 'Dev Eloper', email: 'dev@beatpass.test' } })
  })

  test('is of no use a second time, and then the first use is undone too', async () => {
    const flow = await beatconnect()
    const back = await decide(flow)
    const first = await exchange(flow, back)
    await expect(exchange(flow, back)).rejects.toMatchObject(invalidGrant)
    expect(await works(flow, first.access_token)).toBe(false)
    await expect(renew(flow, first.refresh_token)).rejects.toMatchObject(invalidGrant)
  })

  test('lives 60 seconds', async () => {
    const { clock, move } = movableClock()
    const flow = await beatconnect({ clock })
    const [early, late] = [await decide(flow), await decide(flow)]
    move(59_000)
    await exchange(flow, early)
    move(1000)
    await expect(exchange(flow, late)).rejects.toMatchObject(invalidGrant)
  })

  test.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }, 'invalid_grant'],
    ['a verifier that is none', { code_verifier: 'short' }, 'invalid_grant'],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:51235/callback' }, 'invalid_grant'],
    ['another client', { client_id: 'somebody' }, 'invalid_client'],
    ['a secret in the form', { client_secret: 'x' }, 'invalid_client'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('with %s is refused, and still good for the right one', async (_, change, error) => {
    const flow = await beatconnect()
    const back = await decide(flow)
    const right = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: 'http://127.0.0.1:51234/callback',
      client_id: 'beatpass-cli',
      code_verifier: 'v'.repeat(43),
    }
    const refused = await rawToken(flow, { ...right, ...change })
    expect([refused.status, refused.json.error]).toEqual([error === 'invalid_client' ? 401 : 400, error])
    const granted = await rawToken(flow, right)
    expect(granted.status).toBe(200)
    for (const answer of [refused, granted]) expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('a refresh token', () => {
  test('is replaced at each use; what was issued before still works until it ends', async () => {
    const { clock, move } = movableClock()
    const flow = await beatconnect({ clock })
    const first = await tokensFor(flow)
    move(1_800_000)
    const second = await renew(flow, first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    move(1_800_000)
    expect(await works(flow, first.access_token)).toBe(false)
    expect(await works(flow, second.access_token)).toBe(true)
    expect((await renew(flow, second.refresh_token)).scope).toBe('keys.manage')
  })

  test('used twice ends the whole family', async () => {
    const flow = await beatconnect()
    const first = await tokensFor(flow)
    const other = await tokensFor(flow)
    const second = await renew(flow, first.refresh_token)
    await expect(renew(flow, first.refresh_token)).rejects.toMatchObject(invalidGrant)
    expect(await works(flow, second.access_token)).toBe(false)
    await expect(renew(flow, second.refresh_token)).rejects.toMatchObject(invalidGrant)
    expect(await works(flow, other.access_token)).toBe(true)
  })

  test('lives 30 days, can ask for less and not for more', async () => {
    const { clock, move } = movableClock()
    const flow = await beatconnect({ clock })
    const tokens = await tokensFor(flow, 'keys.manage user.profile')
    const ask = (scope: string, refresh_token = tokens.refresh_token ?? '') =>
      rawToken(flow, { grant_type: 'refresh_token', client_id: 'beatpass-cli', refresh_token, scope })
    expect((await ask('apps.manage')).json.error).toBe('invalid_scope')
    const less = await ask('user.profile')
    expect(less.json.scope).toBe('user.profile')
    expect((await call(flow, 'GET', '/keys', String(less.json.access_token))).status).toBe(403)
    move(30 * 86_400_000)
    expect((await ask('', String(less.json.refresh_token))).json.error).toBe('invalid_grant')
  })
})

describe('revocation', () => {
  const revoke = async (flow: Flow, token: string, client = cli) => {
    const answer = await oauth.revocationRequest(flow.server, client, oauth.None(), token, insecure)
    return oauth.processRevocationResponse(answer)
  }

  test('of an access token ends it alone, of a refresh token its family; an unknown one is no error', async () => {
    const flow = await beatconnect()
    const first = await tokensFor(flow)
    await revoke(flow, first.access_token)
    expect(await works(flow, first.access_token)).toBe(false)
    const second = await renew(flow, first.refresh_token)
    await revoke(flow, second.refresh_token ?? '')
    expect(await works(flow, second.access_token)).toBe(false)
    await revoke(flow, 'bcat_unknown')
  })
})

test('nothing secret is stored as it is', async () => {
  const flow = await beatconnect()
  const back = await decide(flow)
  const code = back.searchParams.get('code') ?? ''
  const tokens = await exchange(flow, back)
  const made = await call(flow, 'POST', '/keys', tokens.access_token, { name: 'k', environment: 'live' })
  const { key } = made.json as { key: string }
  const { readdirSync, readFileSync } = await import('node:fs')
  const { dataDir } = flow.sandbox
  const stored = readdirSync(dataDir).map(name => readFileSync(`${dataDir}/${name}`, 'latin1'))
  for (const secret of [code, tokens.access_token, tokens.refresh_token ?? '', key]) {
    expect(secret.length).toBeGreaterThan(20)
    expect(stored.join()).not.toContain(secret)
  }
  expect(stored.join()).toContain('keys.manage')
})
