import * as oauth from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { beatconnect, call, decide, exchange, insecure, rawToken, tokensFor } from './oauth.ts'

interface Made {
  data: { id: string; status: string; type: string }
  client_secret?: string
}
const web = {
  name: 'Shop',
  type: 'web',
  redirect_uris: ['https://shop.example.com/cb'],
  scopes: ['user.profile'],
}

async function developer() {
  const flow = await beatconnect()
  const { access_token } = await tokensFor(flow, 'apps.manage')
  const ask = async (method: string, path = '', body?: object) => {
    const { status, json } = await call(flow, method, `/apps${path}`, access_token, body)
    return { status, json: json as Made }
  }
  return { flow, ask }
}

describe('an application', () => {
  test('is registered, listed, shown, and stays listed when it is revoked', async () => {
    const { ask } = await developer()
    const made = await ask('POST', '', web)
    const { data, client_secret } = made.json
    expect(made.status).toBe(201)
    expect(data).toEqual({
      ...web,
      id: expect.stringMatching(/^client_[0-9a-f]{24}$/),
      status: 'active',
      created_at: expect.stringMatching(/Z$/),
    })
    expect(client_secret).toMatch(/^bcas_[A-Za-z0-9]{40}$/)
    expect(await ask('GET')).toEqual({ status: 200, json: { data: [data] } })
    expect(await ask('GET', `/${data.id}`)).toEqual({ status: 200, json: { data } })
    expect((await ask('GET', '/client_other')).status).toBe(404)
    expect((await ask('GET', '/beatpass-cli')).status).toBe(404)
    const revoked = { data: { ...data, status: 'revoked' } }
    for (let n = 0; n < 2; n++)
      expect(await ask('DELETE', `/${data.id}`)).toEqual({ status: 200, json: revoked })
    expect((await ask('GET')).json).toEqual({ data: [revoked.data] })
  })

  test.each([
    ['http to a host', { redirect_uris: ['http://shop.example.com/cb'] }],
    ['localhost', { redirect_uris: ['http://localhost/cb'] }],
    ['loopback for web', { redirect_uris: ['http://127.0.0.1/cb'] }],
    ['a scheme without a dot', { redirect_uris: ['shop:/cb'] }],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }],
    ['a fragment', { redirect_uris: ['https://shop.example.com/#x'] }],
    ['a host of its own syntax', { redirect_uris: ['https://*.example.com/cb'] }],
    ['a host that ends a policy', { redirect_uris: ['https://a;b.example.com/cb'] }],
    ['a user name', { redirect_uris: ['https://a@shop.example.com/'] }],
    ['no place', { redirect_uris: [] }],
    ['a scope of nobody', { scopes: ['admin'] }],
    ['no scope', { scopes: [] }],
    ['no type', { type: 'tv' }],
    ['no name', { name: ' ' }],
  ])('is not one with %s', async (_, change) => {
    const { ask } = await developer()
    const { status, json } = await ask('POST', '', { ...web, ...change })
    expect(status).toBe(422)
    const { error } = json as unknown as { error: { fields: object } }
    expect(Object.keys(error.fields)).toEqual(Object.keys(change))
  })
})

describe('a web application', () => {
  test('signs people in with its secret, as oauth4webapi sends it; a new secret ends the old one', async () => {
    const { flow, ask } = await developer()
    const { data, client_secret = '' } = (await ask('POST', '', web)).json
    const client = { client_id: data.id }
    const asked = { client, redirectUri: 'https://shop.example.com/cb', scope: 'user.profile' }
    const enter = async (secret: string) =>
      exchange(flow, await decide(flow, asked), asked, oauth.ClientSecretBasic(secret))
    const tokens = await enter(client_secret)
    expect((await call(flow, 'GET', '/me', tokens.access_token)).status).toBe(200)
    const renewed = (await ask('POST', `/${data.id}/secret`)).json.client_secret ?? ''
    await expect(enter(client_secret)).rejects.toMatchObject({ status: 401 })
    expect((await enter(renewed)).scope).toBe('user.profile')
    await ask('DELETE', `/${data.id}`)
    expect((await call(flow, 'GET', '/me', tokens.access_token)).status).toBe(401)
  })

  test('without its secret, with a wrong one or one in the form is refused', async () => {
    const { flow, ask } = await developer()
    const { data, client_secret = '' } = (await ask('POST', '', web)).json
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: data.id }
    const basic = (secret: string) => ({ authorization: `Basic ${btoa(`${data.id}:${secret}`)}` })
    for (const got of [
      await rawToken(flow, form),
      await rawToken(flow, form, basic('wrong')),
      await rawToken(flow, { ...form, client_secret }),
    ]) {
      expect([got.status, got.json.error]).toEqual([401, 'invalid_client'])
    }
    const right = await rawToken(flow, form, basic(client_secret))
    expect([right.status, right.json.error]).toEqual([400, 'invalid_grant'])
    const wrong = await rawToken(flow, form, basic('wrong'))
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic /)
  })

  test('cannot use what another was given', async () => {
    const { flow, ask } = await developer()
    const tokens = await tokensFor(flow)
    const { data, client_secret = '' } = (await ask('POST', '', web)).json
    const authentication = oauth.ClientSecretBasic(client_secret)
    const other = [flow.server, { client_id: data.id }, authentication, tokens.refresh_token ?? ''] as const
    const answer = await oauth.refreshTokenGrantRequest(...other, insecure)
    await expect(oauth.processRefreshTokenResponse(flow.server, other[1], answer)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    const revoked = await oauth.revocationRequest(...other, insecure)
    expect(revoked.status).toBe(400)
    expect((await call(flow, 'GET', '/me', tokens.access_token)).status).toBe(200)
  })

  test('has a secret, a mobile one has none', async () => {
    const { ask } = await developer()
    const mobile = { ...web, type: 'mobile', redirect_uris: ['com.example.shop:/cb', 'http://[::1]/cb'] }
    const { data, ...rest } = (await ask('POST', '', mobile)).json
    expect(rest).toEqual({})
    expect((await ask('POST', `/${data.id}/secret`)).status).toBe(422)
  })
})
