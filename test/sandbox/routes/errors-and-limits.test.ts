import { describe, expect, test } from 'vitest'
import { createToken, movableClock, sandboxFor, send, signIn } from '../client.ts'

describe('refusals', () => {
  test('401 is the same for a missing, a wrong and a foreign credential', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox)
    const [, value] = token.split('|')
    const wrong = [undefined, '', 'nonsense', '1|nonsense', `2|${value}`, `x|${value}`, `${token}x`]
    for (const bearer of wrong) {
      const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
      const got = await send('GET', `${sandbox.apiUrl}/users/me`, { headers })
      expect(got).toMatchObject({ status: 401, json: { message: 'Unauthenticated.' } })
    }
    expect(await send('GET', `${sandbox.apiUrl}/users/me`, { token: value ?? '' })).toMatchObject({
      status: 200,
    })
  })

  test.each(['origin', 'referer'])(
    '%s makes a browser of the caller: writes are 419, reads are not',
    async header => {
      const sandbox = await sandboxFor()
      const token = await signIn(sandbox)
      const headers = { [header]: 'https://beatpass.ca' }
      const body = {
        tokenName: 'never',
        email: sandbox.email,
        password: sandbox.password,
        token_name: 'never',
      }
      for (const path of ['/access-tokens', '/auth/login']) {
        const got = await send('POST', `${sandbox.apiUrl}${path}`, { token, headers, body })
        expect(got).toMatchObject({ status: 419, json: { message: 'CSRF token mismatch.' } })
      }
      expect(await send('DELETE', `${sandbox.apiUrl}/access-tokens/1`, { token, headers })).toMatchObject({
        status: 419,
      })
      expect(await send('GET', `${sandbox.apiUrl}/users/me`, { token, headers })).toMatchObject({
        status: 200,
      })
    },
  )

  test('an unknown route is 404 with an empty message', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox)
    for (const [method, path] of [
      ['GET', '/tokens'],
      ['GET', '/access-tokens'],
      ['DELETE', '/access-tokens/x1'],
      ['PUT', '/users/me'],
    ] as const) {
      expect(await send(method, `${sandbox.apiUrl}${path}`, { token })).toMatchObject({
        status: 404,
        json: { message: '' },
      })
    }
  })

  test('a body that is no JSON object counts as empty, and a very large one is refused', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox)
    const url = `${sandbox.apiUrl}/access-tokens`
    for (const body of [[], 'text', null])
      expect(await send('POST', url, { token, body })).toMatchObject({ status: 422 })
    expect(await send('POST', url, { token, body: { tokenName: 'x'.repeat(70_000) } })).toMatchObject({
      status: 413,
    })
  })
})

describe('rate limits', () => {
  const calls = (url: string, token: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => send('GET', url, { token })))

  test('300 calls a minute for all tokens of an account together', async () => {
    const { clock, move } = movableClock('2026-03-01T12:00:00Z')
    const sandbox = await sandboxFor({ clock })
    const first = await signIn(sandbox)
    const { secret: second } = await createToken(sandbox, first, 'second')
    const url = `${sandbox.apiUrl}/users/me`
    const answers = await calls(url, first, 298)
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const last = await send('GET', url, { token: second })
    expect(last.headers).toMatchObject({ 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '0' })
    expect(last.headers).not.toHaveProperty('x-ratelimit-reset')
    expect(last.headers).not.toHaveProperty('retry-after')
    move(18_000)
    const refused = await send('GET', url, { token: first })
    expect(refused).toMatchObject({
      status: 429,
      json: { message: 'Too Many Attempts.' },
      headers: {
        'x-ratelimit-limit': '300',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.parse('2026-03-01T12:01:00Z') / 1000),
        'retry-after': '42',
      },
    })
    move(42_000)
    expect(await send('GET', url, { token: first })).toMatchObject({
      status: 200,
      headers: { 'x-ratelimit-remaining': '299' },
    })
  })

  test('5 sign-ins a minute for an address, right ones counted, others unharmed', async () => {
    const { clock, move } = movableClock()
    const sandbox = await sandboxFor({ clock })
    for (let n = 0; n < 5; n++) await signIn(sandbox)
    const body = { email: ` ${sandbox.email.toUpperCase()}`, password: sandbox.password, token_name: 'cli' }
    const refused = await send('POST', `${sandbox.apiUrl}/auth/login`, { body })
    expect(refused).toMatchObject({ status: 429, headers: { 'x-ratelimit-limit': '5', 'retry-after': '60' } })
    const other = await send('POST', `${sandbox.apiUrl}/auth/login`, {
      body: { ...body, email: 'other@beatpass.test' },
    })
    expect(other).toMatchObject({ status: 422, headers: { 'x-ratelimit-remaining': '4' } })
    move(60_000)
    await signIn(sandbox)
  })

  test('can be turned off, the headers stay', async () => {
    const sandbox = await sandboxFor({ rateLimit: false })
    for (let n = 0; n < 6; n++) await signIn(sandbox)
    const token = await signIn(sandbox)
    const answers = await calls(`${sandbox.apiUrl}/users/me`, token, 310)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(answers[0]?.headers['x-ratelimit-limit']).toBe('300')
  })
})
