import { Secret as OtpSecret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { checksumOf } from '../../../src/domain/checksum.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { addUser } from '../../../src/sandbox/add-user.ts'
import type { RunningSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { createToken, listTokens, sandboxFor, send, signIn } from '../client.ts'

const login = (sandbox: RunningSandbox, body: unknown) =>
  send('POST', `${sandbox.apiUrl}/auth/login`, { body })
const newcomer = (sandbox: RunningSandbox) => ({ dataDir: sandbox.dataDir, email: 'new@beatpass.test' })

describe('POST /auth/login', () => {
  test('answers with the account, its token and much that nobody needs', async () => {
    const sandbox = await sandboxFor()
    const { email, password } = sandbox
    const got = await login(sandbox, { email, password, token_name: 'cli' })
    expect(got.status).toBe(200)
    expect(got.json).toMatchObject({
      status: 'success',
      user: {
        id: 1,
        display_name: 'Dev Eloper',
        email,
        access_token: expect.stringMatching(/^1\|[A-Za-z0-9]{40}[0-9a-f]{8}$/),
      },
      themes: expect.any(Array),
      menus: expect.any(Array),
      settings: expect.any(Object),
      locales: expect.any(Array),
    })
    expect(got.text.length).toBeGreaterThan(40_000)
    const { access_token } = (got.json as { user: { access_token: string } }).user
    expect(checksumOf(new Secret(access_token))).toBe('valid')
  })

  test('a wrong password and an unknown address are told in the same words', async () => {
    const sandbox = await sandboxFor()
    const words = 'These credentials do not match our records.'
    for (const email of [sandbox.email, 'nobody@beatpass.test']) {
      const got = await login(sandbox, { email, password: 'wrong', token_name: 'cli' })
      expect(got).toMatchObject({ status: 422, json: { message: words, errors: { email: [words] } } })
    }
  })

  test('input that is not valid is told by field', async () => {
    const sandbox = await sandboxFor()
    expect((await login(sandbox, {})).json).toEqual({
      message: 'The email field is required. (and 2 more errors)',
      errors: {
        email: ['The email field is required.'],
        password: ['The password field is required.'],
        token_name: ['The token name field is required.'],
      },
    })
    const { email, password } = sandbox
    expect((await login(sandbox, { email, password, token_name: ' ab ' })).json).toEqual({
      message: 'The token name field must be at least 3 characters.',
      errors: { token_name: ['The token name field must be at least 3 characters.'] },
    })
    expect(await login(sandbox, { email, password, token_name: 'x'.repeat(101) })).toMatchObject({
      status: 422,
    })
    expect(await login(sandbox, { email: 'x', password, token_name: 'abc' })).toMatchObject({
      json: { message: 'The email field must be a valid email address.' },
    })
  })

  test('first deletes the account’s tokens of that name, trimmed and in any case', async () => {
    const sandbox = await sandboxFor()
    const session = await signIn(sandbox)
    await createToken(sandbox, session, 'Deploy')
    await createToken(sandbox, session, 'deploy')
    await createToken(sandbox, session, 'deploy 2')
    await signIn(sandbox, sandbox, '  DEPLOY ')
    expect((await listTokens(sandbox, session)).map(({ id, name }) => [id, name])).toEqual([
      [1, 'session'],
      [4, 'deploy 2'],
      [5, 'DEPLOY'],
    ])
  })

  test('leaves other accounts’ tokens of that name alone', async () => {
    const sandbox = await sandboxFor()
    const other = await addUser(newcomer(sandbox))
    const theirs = await signIn(sandbox, other, 'same')
    await signIn(sandbox, sandbox, 'same')
    expect(await listTokens(sandbox, theirs)).toHaveLength(1)
  })

  test('two-factor: without the code there is no token, a wrong one is refused, the right one signs in', async () => {
    const sandbox = await sandboxFor()
    const { email, password, totpSecret = '' } = await addUser({ ...newcomer(sandbox), twoFactor: true })
    const body = { email, password, token_name: 'cli' }
    expect((await login(sandbox, body)).json).toEqual({ status: 'success', two_factor: true })
    const code = new TOTP({ secret: OtpSecret.fromBase32(totpSecret) }).generate()
    const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`
    expect(await login(sandbox, { ...body, code: wrong })).toMatchObject({
      status: 422,
      json: { errors: { code: ['The provided two factor authentication code was invalid.'] } },
    })
    expect(await login(sandbox, { ...body, code })).toMatchObject({
      status: 200,
      json: { user: { access_token: expect.any(String) } },
    })
    expect(await login(sandbox, { ...body, password: 'wrong', code })).toMatchObject({
      json: { errors: { email: [expect.any(String)] } },
    })
  })

  test('an unverified address is 403 with words', async () => {
    const sandbox = await sandboxFor()
    const user = await addUser({ ...newcomer(sandbox), unverified: true })
    expect(await login(sandbox, { ...user, token_name: 'cli' })).toMatchObject({
      status: 403,
      json: { message: 'Your email address is not verified.' },
    })
  })

  test('a banned account is 403 without words', async () => {
    const sandbox = await sandboxFor()
    const user = await addUser({ ...newcomer(sandbox), banned: true })
    expect(await login(sandbox, { ...user, token_name: 'cli' })).toMatchObject({
      status: 403,
      json: { message: '' },
    })
  })

  test('without API access it works, and everything after is 403 without words', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox, await addUser({ ...newcomer(sandbox), apiAccess: false }))
    for (const [method, path] of [
      ['GET', '/users/me'],
      ['POST', '/access-tokens'],
      ['DELETE', '/access-tokens/1'],
    ] as const) {
      expect(await send(method, `${sandbox.apiUrl}${path}`, { token })).toMatchObject({
        status: 403,
        json: { message: '' },
      })
    }
  })
})
