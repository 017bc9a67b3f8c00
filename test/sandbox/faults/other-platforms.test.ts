import { describe, expect, test } from 'vitest'
import { beatconnect, call, rawToken, tokensFor } from '../beatconnect/oauth.ts'
import { movableClock, sandboxFor, send } from '../client.ts'

describe('faults on other platforms', () => {
  test('no-secret: a create whose answer has all but the secret', async () => {
    const flow = await beatconnect({ faults: ['no-secret@POST /keys', 'no-secret@POST /apps'] })
    const { access_token } = await tokensFor(flow, 'keys.manage apps.manage')
    const key = await call(flow, 'POST', '/keys', access_token, { name: 'x', environment: 'live' })
    expect([key.status, Object.keys(key.json as object)]).toEqual([201, ['data']])
    const app = { name: 'x', type: 'web', redirect_uris: ['https://a.test/'], scopes: ['beats.read'] }
    const made = await call(flow, 'POST', '/apps', access_token, app)
    expect([made.status, Object.keys(made.json as object)]).toEqual([201, ['data']])
    const nuweb = await sandboxFor({ platform: 'nuweb', faults: ['no-secret@POST /login'] })
    const { apiUrl, email, password } = nuweb
    const headers = { 'x-nu-company-id': '1001' }
    const body = { email, password, device_name: 'x' }
    expect((await send('POST', `${apiUrl}/login`, { body, headers })).json).toEqual({})
  })

  test('stale-list: young keys are not in it yet', async () => {
    const { clock, move } = movableClock()
    const flow = await beatconnect({ clock, faults: ['stale-list=2s@GET /keys'] })
    const { access_token } = await tokensFor(flow)
    await call(flow, 'POST', '/keys', access_token, { name: 'x', environment: 'live' })
    expect((await call(flow, 'GET', '/keys', access_token)).json).toEqual({ data: [] })
    move(3000)
    expect((await call(flow, 'GET', '/keys', access_token)).json).toMatchObject({ data: [{ id: '1' }] })
  })

  test('the endpoints of OAuth have faults and a line in the log too, by their whole path', async () => {
    const flow = await beatconnect({ faults: ['status=500@POST /oauth/token#1'] })
    const form = { grant_type: 'refresh_token', refresh_token: 'bcrt_x', client_id: 'beatpass-cli' }
    const first = await rawToken(flow, form)
    const second = await rawToken(flow, form)
    expect([first.status, second.status]).toEqual([500, 400])
    expect(flow.sandbox.requests.map(({ path, status }) => [path, status])).toEqual([
      ['/.well-known/oauth-authorization-server', 200],
      ['/oauth/token', 500],
      ['/oauth/token', 400],
    ])
    expect(JSON.stringify(flow.sandbox.requests)).not.toContain('bcrt_x')
  })
})
