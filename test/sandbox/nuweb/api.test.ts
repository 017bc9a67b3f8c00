import { expect, test } from 'vitest'
import type { RunningSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { movableClock, sandboxFor, send } from '../client.ts'
import { signedIn } from '../person.ts'

const company = { 'x-nu-company-id': '1001' }
const login = (
  { apiUrl, email, password }: RunningSandbox,
  headers: Record<string, string> = company,
  change: object = {},
) => send('POST', `${apiUrl}/login`, { body: { email, password, device_name: 'laptop', ...change }, headers })
const user = ({ apiUrl }: RunningSandbox, token: string, headers: Record<string, string> = company) =>
  send('GET', `${apiUrl}/user`, { token, headers })

test('a sign-in gives a bare token, and leaves older ones of that name alone', async () => {
  const sandbox = await sandboxFor({ platform: 'nuweb' })
  expect(sandbox.apiUrl).toBe(`${sandbox.webUrl}v1`)
  const answers = [await login(sandbox), await login(sandbox)]
  for (const [at, { status, json }] of answers.entries()) {
    expect(status).toBe(200)
    expect(json).toEqual({ token: expect.stringMatching(new RegExp(`^${at + 1}\\|[A-Za-z0-9]{40}$`)) })
    expect((await user(sandbox, (json as { token: string }).token)).json).toEqual({
      id: 1,
      name: 'Dev Eloper',
      email: 'dev@beatpass.test',
      permissions: expect.any(Array),
      visibility_groups: expect.any(Array),
    })
  }
  expect(sandbox.requests[0]).toMatchObject({ method: 'POST', path: '/login', tokenName: 'laptop' })
})

test.each([
  {},
  { 'x-nu-company-id': 'one' },
  { 'x-nu-company-id': '-1' },
  { 'x-nu-reseller-id': '' },
  { 'x-nu-company-id': '1001', 'x-nu-reseller-id': '7' },
])('without one right header nothing is done: %o', async headers => {
  const sandbox = await sandboxFor({ platform: 'nuweb' })
  for (const got of [await login(sandbox, headers), await user(sandbox, '1|x', headers)]) {
    expect(got.status).toBe(400)
    expect(got.json).toEqual({ message: expect.stringContaining('X-NU-COMPANY-ID') })
  }
})

test('a token is of one tenant', async () => {
  const sandbox = await sandboxFor({ platform: 'nuweb' })
  const { token } = (await login(sandbox, { 'x-nu-reseller-id': '7' })).json as { token: string }
  expect((await user(sandbox, token, { 'x-nu-reseller-id': '7' })).status).toBe(200)
  for (const headers of [company, { 'x-nu-company-id': '7' }, { 'x-nu-reseller-id': '8' }]) {
    expect(await user(sandbox, token, headers)).toMatchObject({
      status: 401,
      json: { message: 'Unauthenticated.' },
    })
  }
})

test('what is wrong with a sign-in is told by field; tokens do not end', async () => {
  const { clock, move } = movableClock()
  const sandbox = await sandboxFor({ platform: 'nuweb', clock })
  const { token } = (await login(sandbox)).json as { token: string }
  const fields = async (change: object) =>
    (await login(sandbox, company, change)).json as { errors: Record<string, string[]> }
  expect((await fields({ password: 'wrong' })).errors).toEqual({
    email: ['The provided credentials are incorrect.'],
  })
  expect((await fields({ device_name: '' })).errors).toEqual({
    device_name: ['The device name field is required.'],
  })
  move(4000 * 86_400_000)
  expect((await user(sandbox, token)).status).toBe(200)
})

test('there is no call that lists or revokes', async () => {
  const sandbox = await sandboxFor({ platform: 'nuweb' })
  const { token } = (await login(sandbox)).json as { token: string }
  for (const [method, path] of [
    ['GET', '/tokens'],
    ['DELETE', '/tokens/1'],
  ] as const) {
    expect((await send(method, sandbox.apiUrl + path, { token, headers: company })).status).toBe(404)
  }
})

test('a token of the page speaks for its company', async () => {
  const sandbox = await sandboxFor({ platform: 'nuweb' })
  const someone = await signedIn(sandbox)
  expect((await someone.submit('/tokens', { name: 'by hand' })).status).toBe(303)
  const page = await (await someone.get('/tokens')).text()
  const token = /value="(\d+\|[A-Za-z0-9]{40})"/.exec(page)?.[1] ?? ''
  expect((await user(sandbox, token)).status).toBe(200)
  expect((await user(sandbox, token, { 'x-nu-company-id': '1002' })).status).toBe(401)
})
