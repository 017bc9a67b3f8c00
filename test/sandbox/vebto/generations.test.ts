import { describe, expect, test } from 'vitest'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { day, movableClock, sandboxFor, send } from '../client.ts'
import { signedIn } from '../person.ts'

type Body = Record<string, unknown>
const deny = 'This action requires an authenticated browser session.'

async function vebto(generation?: string, options: object = {}) {
  const sandbox = await sandboxFor({ platform: 'vebto', generation, ...options })
  const { email, password, apiUrl } = sandbox
  const body = { email, password, token_name: 'session' }
  const login = (await send('POST', `${apiUrl}/auth/login`, { body })).json as Body
  const token = String((login.user as Body).access_token)
  const call = async (method: string, path: string, sent?: Body) => {
    const got = await send(method, apiUrl + path, { token, ...(sent ? { body: sent } : {}) })
    return { status: got.status, json: got.json as Body | undefined }
  }
  return { sandbox, login, call }
}

describe('generation', () => {
  test.each([undefined, 'a'])('%s: as BeatPass, and tokens do not end', async generation => {
    const { clock, move } = movableClock()
    const { login, call } = await vebto(generation, { clock })
    expect(login).toMatchObject({ status: 'success', user: { display_name: 'Dev Eloper' } })
    expect((await call('POST', '/access-tokens', { tokenName: 'ci-main' })).json).toMatchObject({
      status: 'success',
      plainTextToken: expect.any(String),
    })
    move(4000 * day)
    const { json } = await call('GET', '/users/me?with=tokens')
    expect(json).toMatchObject({ status: 'success', user: { tokens: [{}, {}] } })
    expect(await call('DELETE', '/access-tokens/2')).toMatchObject({
      status: 200,
      json: { status: 'success' },
    })
    expect((await call('GET', '/account-settings')).status).toBe(404)
  })

  test.each([
    ['b', 'success'],
    ['c', undefined],
  ])('%s: a name, a list of its own, status %s', async (generation, status) => {
    const { login, call } = await vebto(generation)
    expect([login.status, (login.user as Body).name]).toEqual([status, 'Dev Eloper'])
    expect(login.user).not.toHaveProperty('display_name')
    const created = (await call('POST', '/access-tokens', { tokenName: 'ci-main' })).json
    expect(created).toMatchObject({ token: { id: 2, name: 'ci-main' } })
    const me = (await call('GET', '/users/me?with=tokens')).json
    expect([created?.status, me?.status]).toEqual([status, status])
    expect(me?.user).not.toHaveProperty('tokens')
    const { json } = await call('GET', '/account-settings')
    const { tokens } = (json?.data ?? {}) as { tokens: Body[] }
    expect(tokens.map(token => Object.keys(token))).toEqual([
      ['id', 'name', 'last_used_at', 'created_at'],
      ['id', 'name', 'last_used_at', 'created_at'],
    ])
    const gone = await call('DELETE', '/access-tokens/2')
    expect(gone).toEqual(status ? { status: 200, json: { status } } : { status: 204, json: undefined })
  })

  test('an unknown one is refused', async () => {
    await expect(startSandbox({ platform: 'vebto', generation: 'd' })).rejects.toMatchObject({
      exitCode: 2,
      message: "no such generation of vebto: 'd'",
      hint: 'one of a, b, c, strict',
    })
  })
})

describe('the stricter fork', () => {
  const wanted = { tokenName: 'ci-main', expiresInDays: 30, abilities: ['*'] }

  test('wants an end and abilities, and keeps to the end', async () => {
    const { clock, move } = movableClock()
    const { call, sandbox } = await vebto('strict', { clock, rateLimit: false })
    for (const [change, fields] of [
      [{ expiresInDays: undefined, abilities: undefined }, ['expiresInDays', 'abilities']],
      [{ expiresInDays: 91 }, ['expiresInDays']],
      [{ expiresInDays: 0 }, ['expiresInDays']],
      [{ expiresInDays: 1.5 }, ['expiresInDays']],
      [{ abilities: [] }, ['abilities']],
      [{ tokenName: '' }, ['tokenName']],
    ] as const) {
      const { status, json } = await call('POST', '/access-tokens', { ...wanted, ...change })
      expect([status, Object.keys((json?.errors ?? {}) as Body)]).toEqual([422, fields])
    }
    const { json } = await call('POST', '/access-tokens', wanted)
    expect(json?.token).toMatchObject({ expires_at: '2026-03-31T12:00:00.000000Z' })
    const token = String(json?.plainTextToken)
    const works = async () => (await send('GET', `${sandbox.apiUrl}/users/me`, { token })).status === 200
    move(30 * day - 1000)
    expect(await works()).toBe(true)
    move(1000)
    expect(await works()).toBe(false)
  })

  test('has 10 tokens at most, the session counted, said without a field', async () => {
    const { call } = await vebto('strict', { rateLimit: false })
    for (let n = 0; n < 9; n++) expect((await call('POST', '/access-tokens', wanted)).status).toBe(200)
    expect(await call('POST', '/access-tokens', wanted)).toEqual({
      status: 422,
      json: { message: 'You can not have more than 10 tokens.' },
    })
  })

  test('has the same cap and the longest life on its page', async () => {
    const { sandbox, call } = await vebto('strict', { rateLimit: false, clock: movableClock().clock })
    for (let n = 0; n < 8; n++) await call('POST', '/access-tokens', wanted)
    const someone = await signedIn(sandbox)
    const create = async () =>
      (await someone.submit('/account-settings/developers/tokens', { name: 'by hand' }, await csrf())).status
    const csrf = async () =>
      /name="csrf" value="([^"]+)"/.exec(
        await (await someone.get('/account-settings/developers')).text(),
      )?.[1] ?? ''
    expect([await create(), await create()]).toEqual([303, 422])
    const { user } = (await call('GET', '/users/me?with=tokens')).json as { user: { tokens: Body[] } }
    expect(user.tokens.find(({ name }) => name === 'by hand')?.expires_at).toBe('2026-05-30T12:00:00.000000Z')
  })

  test('has 6 creates a minute', async () => {
    const { clock, move } = movableClock()
    const { call } = await vebto('strict', { clock })
    for (let n = 0; n < 6; n++) expect((await call('POST', '/access-tokens', wanted)).status).toBe(200)
    expect((await call('POST', '/access-tokens', wanted)).status).toBe(429)
    expect((await call('GET', '/users/me')).status).toBe(200)
    move(60_000)
    expect((await call('POST', '/access-tokens', wanted)).status).toBe(200)
  })

  test.each([
    [403, deny],
    [423, 'Password confirmation required.'],
  ] as const)('can refuse writes by bearer with %d', async (status, message) => {
    const { call } = await vebto('strict', { refusesBearers: status })
    expect(await call('POST', '/access-tokens', wanted)).toEqual({ status, json: { message } })
    expect(await call('DELETE', '/access-tokens/1')).toEqual({ status, json: { message } })
    expect((await call('GET', '/users/me?with=tokens')).status).toBe(200)
  })
})
