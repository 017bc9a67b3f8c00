import { expect, test } from 'vitest'
import { BeatPass } from '../../../src/adapters/platforms/beatpass.ts'
import { vebtoFacts } from '../../../src/adapters/platforms/vebto-facts.ts'
import { InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import type { RecordedRequest } from '../../fakes/scripted-server.ts'
import { against, credential, plain, row, user, uses } from './beatpass-bench.ts'

const token = {
  id: '12',
  name: 'ci-main',
  createdAt: new Date('2026-03-01T11:59:44Z'),
  expiresAt: null,
  lastUsedAt: null,
  environment: null,
  revoked: false,
}
const account = { id: '7', name: 'Me', email: 'me@x.test' }
const date = { Date: 'Sun, 01 Mar 2026 12:00:00 GMT' }

function expectNoBrowser(requests: RecordedRequest[]) {
  for (const { headers } of requests) {
    expect(headers).toMatchObject({ accept: 'application/json', 'user-agent': 'beatpass' })
    for (const name of ['origin', 'referer', 'cookie', 'x-xsrf-token'])
      expect(headers).not.toHaveProperty(name)
  }
}

test('signIn sends the password once, with a code where there is one', async () => {
  const answer = {
    body: { status: 'success', user: { ...user, access_token: plain }, themes: {}, settings: {} },
  }
  const { result, requests } = await against([answer], uses['sign-in'])
  expect(result).toEqual({ secret: new Secret(plain), account })
  expect(result.secret.reveal()).toBe(plain)
  expect(requests).toMatchObject([{ method: 'POST', path: '/api/v1/auth/login' }])
  expect(requests[0]?.body).toEqual({ email: 'me@x.test', password: 'hunter-2', token_name: 'beatpass cli' })
  expect(requests[0]?.headers).not.toHaveProperty('authorization')
  expectNoBrowser(requests)
  const guarded = await against([answer], uses['sign-in with a code'])
  expect(guarded.requests[0]?.body).toMatchObject({ code: '424242' })
})

test('listTokens reads the account, the tokens and the platform’s time', async () => {
  const rows = [
    { ...row, last_used_at: '2026-03-01T11:59:50.000000Z' },
    { ...row, id: '13', expires_at: '2026-04-01T00:00:00+02:00' },
  ]
  const { result, requests } = await against(
    [{ headers: date, body: { status: 'success', user: { ...user, tokens: rows } } }],
    uses.list,
  )
  expect(result).toEqual({
    account,
    serverTime: new Date('2026-03-01T12:00:00Z'),
    tokens: [
      { ...token, lastUsedAt: new Date('2026-03-01T11:59:50Z') },
      { ...token, id: '13', expiresAt: new Date('2026-03-31T22:00:00Z') },
    ],
  })
  expect(requests).toMatchObject([{ method: 'GET', path: '/api/v1/users/me?with=tokens' }])
  expect(requests[0]?.headers).toMatchObject({ authorization: `Bearer ${credential.reveal()}` })
  expect(requests[0]?.headers).not.toHaveProperty('content-type')
  expect(JSON.stringify(result)).not.toContain('fjord')
  expectNoBrowser(requests)
})

test('listTokens asks the newest generation on its own page', async () => {
  const { result, requests } = await against(
    [
      { body: { user: { id: '7', name: 'Me', email: 'me@x.test' } } },
      {
        headers: date,
        body: {
          data: { tokens: [{ id: 12, name: 'ci-main', last_used_at: null, created_at: row.created_at }] },
        },
      },
    ],
    uses.list,
  )
  expect(result).toEqual({ account, tokens: [token], serverTime: new Date('2026-03-01T12:00:00Z') })
  expect(requests.map(it => it.path)).toEqual(['/api/v1/users/me?with=tokens', '/api/v1/account-settings'])
})

test('listTokens is tried again after a cut, an error, a 429', async () => {
  const answer = { body: { user: { ...user, tokens: [row] } } }
  const { result } = await against(
    [{ cut: 'before' }, { cut: 'within', body: answer.body }, { status: 502 }, answer],
    uses.list,
  )
  expect(result.tokens).toEqual([token])
})

test('createToken sends the name in camel case, and no end where the lifetime is fixed', async () => {
  const request = { name: 'ci-main', expiresAt: new Date('2026-05-01T00:00:00Z') }
  const answer = { headers: date, body: { status: 'success', token: row, plainTextToken: plain } }
  const { result, requests } = await against([answer], platform => platform.createToken(credential, request))
  expect(result).toEqual({ token, secret: new Secret(plain), serverTime: new Date('2026-03-01T12:00:00Z') })
  expect(result.secret.reveal()).toBe(plain)
  expect(requests).toMatchObject([
    { method: 'POST', path: '/api/v1/access-tokens', body: { tokenName: 'ci-main' } },
  ])
  expect(Object.keys(requests[0]?.body ?? {})).toEqual(['tokenName'])
  expect(requests[0]?.headers).toMatchObject({
    authorization: `Bearer ${credential.reveal()}`,
    'content-type': 'application/json',
  })
  expectNoBrowser(requests)
  const elsewhere = await against([answer], platform => platform.createToken(credential, request), vebtoFacts)
  expect(elsewhere.requests[0]?.body).toEqual({
    tokenName: 'ci-main',
    expires_at: '2026-05-01T00:00:00.000Z',
  })
})

test.each([
  ['a status', { body: { status: 'success' } }],
  ['204', { status: 204 }],
  ['nothing', {}],
  ['404', { status: 404, body: { message: '' } }],
])('revokeToken takes %s for an answer', async (_, answer) => {
  const { requests } = await against([answer], uses.revoke)
  expect(requests).toMatchObject([{ method: 'DELETE', path: '/api/v1/access-tokens/12', body: undefined }])
  expectNoBrowser(requests)
})

test.each(['', 'abc', '1/2', '../users/me', '1?x', '1'.repeat(21)])(
  'revokeToken sends nothing for %j',
  async id => {
    const { requests } = await against([], async platform => {
      await expect(platform.revokeToken(credential, id)).rejects.toThrow(InvalidInput)
    })
    expect(requests).toEqual([])
  },
)

test.each(['1|abc\r\nX: y', '1|a b', '1|ü', ''])(
  'a credential %j that no token can be is not sent',
  async text => {
    await against([], async platform => {
      const failure = expect(platform.listTokens(new Secret(text))).rejects
      await failure.toThrow(/^the credential holds characters that no token has$/)
    })
  },
)

test('the address must be https, or http on loopback', () => {
  const open = (apiUrl: string) => () => new BeatPass(vebtoFacts, apiUrl, {} as never)
  for (const apiUrl of ['http://x.test/api', 'https://u:p@x.test', 'x'])
    expect(open(apiUrl)).toThrow(InvalidInput)
  expect(open('https://x.test/api/v1/')().apiUrl).toBe('https://x.test/api/v1')
})
