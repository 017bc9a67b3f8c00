import { Secret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { createToken, signIn } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newPerson, today } from './person.ts'

const email = 'mo@beatpass.test'

describe('two-factor authentication', () => {
  const codeFor = (secret = '') =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: today.getTime() })

  test('--otp gives the code with the one request', async () => {
    const person = await newPerson()
    const { totpSecret, password } = await person.addUser({ email, twoFactor: true })
    const line = `login --email ${email} --password-stdin --otp ${codeFor(totpSecret)}`
    expect(await person.run(line, { input: password })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `signed in as ${email} (profile default)\n`,
      requests: ['POST /auth/login'],
    })
  })

  test('without a code in a pipe it ends with 3 after one request, and says what to do', async () => {
    const person = await newPerson()
    const user = await person.addUser({ email, twoFactor: true })
    expect(await person.login(user)).toEqual({
      ...refusal(
        3,
        'the account is protected by a two-factor code',
        'give the code with --otp, or make a token in the web page and store it with: beatpass login --with-token',
      ),
      requests: ['POST /auth/login'],
    })
    expect(await person.leaks(user.password)).toEqual([])
  })

  test('a wrong code is sent once', async () => {
    const person = await newPerson()
    const { password } = await person.addUser({ email, twoFactor: true })
    const line = `login --email ${email} --password-stdin --otp 000000`
    const ran = await person.run(line, { input: password })
    expect(ran).toMatchObject({ exitCode: 3, stdout: '', requests: ['POST /auth/login'] })
    expect(ran.stderr).toMatch(/^beatpass: the two-factor code was refused/)
  })
})

describe('accounts that may not', () => {
  test('an unverified one: 5', async () => {
    const person = await newPerson()
    const ran = await person.login(await person.addUser({ email, unverified: true }))
    expect(ran).toEqual({
      ...refusal(
        5,
        "the account's e-mail address is not verified: Your email address is not verified",
        'open the link in the mail that the platform sent',
      ),
      requests: ['POST /auth/login'],
    })
  })

  test('a banned one: 5', async () => {
    const person = await newPerson()
    const ran = await person.login(await person.addUser({ email, banned: true }))
    expect(ran).toEqual({
      ...refusal(5, 'the account may be banned (403)'),
      requests: ['POST /auth/login'],
    })
  })

  test('one without API access signs in, and everything after it is 5', async () => {
    const person = await newPerson()
    expect((await person.login(await person.addUser({ email, apiAccess: false }))).exitCode).toBe(0)
    expect(await person.run('tokens list')).toEqual({
      ...refusal(
        5,
        'the account has no API access, or is banned (403 without a reason)',
        'API access is given by contact@beatpass.ca, by invitation',
      ),
      requests: ['GET /users/me'],
    })
  })
})

describe('login --with-token', () => {
  test('takes the token on stdin as the session, and never ends it as if it were ours', async () => {
    const person = await newPerson()
    const bench = await signIn(person.sandbox, person.sandbox, 'bench')
    const { secret } = await createToken(person.sandbox, bench, 'made by hand')
    expect(await person.run('login --with-token', { input: ` ${secret}\r\n` })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'signed in as dev@beatpass.test (profile default)\n',
      requests: ['GET /users/me'],
    })
    expect(JSON.parse((await person.run('whoami --json')).stdout).session).toMatchObject({
      id: '2',
      name: 'made by hand',
    })
    expect((await person.login()).requests).toEqual(['POST /auth/login'])
    expect(await person.leaks(secret)).toEqual([])
  })

  test('a dead one is refused and nothing is stored', async () => {
    const person = await newPerson()
    const ran = await person.run('login --with-token', { input: `9|${'x'.repeat(48)}` })
    expect(ran).toMatchObject({ exitCode: 3, stdout: '', requests: ['GET /users/me'] })
    expect(ran.stderr).toMatch(/^beatpass: the platform rejects .*\nhint: .*\n$/)
    expect((await person.run('whoami')).exitCode).toBe(3)
  })
})

test('the store is remembered with the profile', async () => {
  const person = await newPerson()
  await person.login()
  const { BEATPASS_STORE: _, ...env } = person.env
  person.env = env
  expect(JSON.parse((await person.run('whoami --json')).stdout).secretStore).toEqual({
    name: 'age',
    location: `age file ${person.home}/.local/share/beatpass/secrets.age`,
  })
})

test('two profiles are two people', async () => {
  const person = await newPerson()
  const user = await person.addUser({ email })
  await person.login()
  await person.login(user, { env: { BEATPASS_PROFILE: 'work' } })
  const emailOf = async (line: string) => JSON.parse((await person.run(line)).stdout).account.email
  expect(await emailOf('whoami --json')).toBe('dev@beatpass.test')
  expect(await emailOf('whoami --json --profile work')).toBe(email)
})
