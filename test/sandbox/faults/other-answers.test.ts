import { describe, expect, test } from 'vitest'
import { createToken, listTokens, movableClock, sandboxFor, send, signIn } from '../client.ts'

const me = '/users/me?with=tokens'

/** A sandbox with one fault on `GET /users/me` or what the fault names, a session, and a way to ask. */
async function faulty(...faults: string[]) {
  const { clock, move } = movableClock('2026-03-01T12:00:00Z')
  const sandbox = await sandboxFor({ faults, clock })
  const token = await signIn(sandbox)
  const ask = (method = 'GET', path = me, body?: unknown) =>
    send(method, `${sandbox.apiUrl}${path}`, body === undefined ? { token } : { token, body })
  return { sandbox, token, ask, move }
}

const create = ['POST', '/access-tokens', { tokenName: 'made' }] as const

describe('faults that answer otherwise', () => {
  test.each([
    ['status=500', 500, { message: 'Server Error' }],
    ['status=503', 503, { message: 'Service Unavailable' }],
    ['status=403', 403, { message: 'This action is unauthorized.' }],
    ['status=423', 423, { message: 'Password confirmation required.' }],
    ['status=404', 404, { message: 'Server Error' }],
    ['status=204', 204, undefined],
    ['empty-401', 401, { message: '' }],
  ])('%s: nothing is done', async (action, status, json) => {
    const { ask, sandbox, token } = await faulty(`${action}@POST /access-tokens`)
    expect(await ask(...create)).toMatchObject({ status, json })
    expect(await listTokens(sandbox, token)).toHaveLength(1)
  })

  test('status-after: done, then answered like that', async () => {
    const { ask, sandbox, token } = await faulty('status-after=500@POST /access-tokens')
    expect(await ask(...create)).toMatchObject({ status: 500, json: { message: 'Server Error' } })
    expect(await listTokens(sandbox, token)).toHaveLength(2)
  })

  test('429 with and without a time to wait: nothing is done', async () => {
    const { ask, sandbox, token } = await faulty('429=30@POST /access-tokens#1', '429@POST /access-tokens#2')
    const json = { message: 'Too Many Attempts.' }
    expect(await ask(...create)).toMatchObject({ status: 429, json, headers: { 'retry-after': '30' } })
    const second = await ask(...create)
    expect(second).toMatchObject({ status: 429, json })
    expect(second.headers).not.toHaveProperty('retry-after')
    expect(await listTokens(sandbox, token)).toHaveLength(1)
  })

  test('html: a page where JSON was asked for', async () => {
    const { ask } = await faulty('html@GET /users/me')
    const got = await ask()
    expect(got).toMatchObject({
      status: 200,
      json: undefined,
      headers: { 'content-type': 'text/html; charset=UTF-8' },
    })
    expect(got.text).toContain('<h1>')
  })

  test('redirect: to a page', async () => {
    const { ask } = await faulty('redirect=/pricing@GET /users/me')
    expect(await ask()).toMatchObject({ status: 302, text: '', headers: { location: '/pricing' } })
  })

  test('huge: a right answer of more than 1 MiB', async () => {
    const { ask } = await faulty('huge@GET /users/me')
    const got = await ask()
    expect(got).toMatchObject({ status: 200, json: { user: { tokens: [{ id: 1 }] } } })
    expect(Buffer.byteLength(got.text)).toBeGreaterThan(1024 * 1024)
    expect(got.headers['content-length']).toBe(String(got.text.length))
  })

  test('no-date and date: the platform’s clock is missing or off; else every answer has it', async () => {
    const { ask, move } = await faulty(
      'no-date@GET /users/me#1',
      'date=+1h@GET /users/me#2',
      'date=-90s@GET /users/me#3',
    )
    expect((await ask()).headers).not.toHaveProperty('date')
    expect((await ask()).headers.date).toBe('Sun, 01 Mar 2026 13:00:00 GMT')
    expect((await ask()).headers.date).toBe('Sun, 01 Mar 2026 11:58:30 GMT')
    move(61_000)
    expect((await ask()).headers.date).toBe('Sun, 01 Mar 2026 12:01:01 GMT')
    expect((await ask('GET', '/none')).headers.date).toBe('Sun, 01 Mar 2026 12:01:01 GMT')
  })

  test('ghost-delete: success, and the token lives; a dead credential is still told', async () => {
    const { ask, sandbox, token } = await faulty('ghost-delete@DELETE /access-tokens/*')
    const { id, secret } = await createToken(sandbox, token, 'undead')
    expect(await ask('DELETE', `/access-tokens/${id}`)).toMatchObject({
      status: 200,
      json: { status: 'success' },
    })
    expect(await listTokens(sandbox, secret)).toHaveLength(2)
    const dead = await send('DELETE', `${sandbox.apiUrl}/access-tokens/${id}`, { token: '9|dead' })
    expect(dead.status).toBe(401)
  })

  test('no-secret: a create whose answer has all but the secret', async () => {
    const { ask, sandbox, token } = await faulty('no-secret@POST /access-tokens')
    const got = await ask(...create)
    expect(got).toMatchObject({ status: 200, json: { status: 'success', token: { id: 2, name: 'made' } } })
    expect(got.json).not.toHaveProperty('plainTextToken')
    expect(await listTokens(sandbox, token)).toHaveLength(2)
  })

  test('stale-list: young tokens are not in the list yet', async () => {
    const { ask, sandbox, token, move } = await faulty('stale-list=10s@GET /users/me')
    move(60_000)
    await createToken(sandbox, token, 'young')
    const names = async () => (await listTokens(sandbox, token)).map(({ name }) => name)
    expect(await names()).toEqual(['session'])
    move(9000)
    expect(await names()).toEqual(['session'])
    move(1000)
    expect(await names()).toEqual(['session', 'young'])
    expect((await ask('GET', '/users/me')).json).not.toHaveProperty('user.tokens')
  })

  test('faults add up, the first outermost, each with a count of its own', async () => {
    const { ask } = await faulty('no-date@GET /users/me#2-3', 'status=500@GET /*#2', 'date=+1h@* /users/me')
    expect(await ask()).toMatchObject({ status: 200, headers: { date: 'Sun, 01 Mar 2026 13:00:00 GMT' } })
    const second = await ask()
    expect(second.status).toBe(500)
    expect(second.headers).not.toHaveProperty('date')
    expect((await ask()).headers).not.toHaveProperty('date')
    expect(await ask()).toMatchObject({ status: 200, headers: { date: 'Sun, 01 Mar 2026 13:00:00 GMT' } })
  })
})
