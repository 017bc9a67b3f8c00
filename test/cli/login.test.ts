import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { listTokens, signIn } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newPerson } from './person.ts'

describe('login by e-mail and password', () => {
  test('signs in with one request, says so on stderr only, and keeps the session, never the password', async () => {
    const person = await newPerson()
    expect(await person.login()).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'signed in as dev@beatpass.test (profile default)\n',
      requests: ['POST /auth/login'],
    })
    expect((await person.run('whoami')).exitCode).toBe(0)
    expect(await person.leaks(person.sandbox.password)).toEqual([])
  })

  test('the session has a name of its own: reserved, this machine, random', async () => {
    const person = await newPerson()
    await person.login()
    const [{ tokenName: first } = {}] = person.sandbox.requests
    expect(first).toMatch(new RegExp(`^beatpass cli on ${hostname().slice(0, 60)} [a-z2-7]{10}$`))
    const other = await newPerson({ dataDir: undefined })
    await other.login()
    expect(other.sandbox.requests[0]?.tokenName).not.toBe(first)
  })

  test('a second login revokes the first session, and leaves tokens of other names alone', async () => {
    const person = await newPerson()
    const bench = await signIn(person.sandbox, person.sandbox, 'bench')
    await person.login()
    const again = await person.login()
    expect(again).toMatchObject({ exitCode: 0, stderr: 'signed in as dev@beatpass.test (profile default)\n' })
    expect(again.requests).toEqual(['POST /auth/login', 'DELETE /access-tokens/2', 'GET /users/me'])
    expect((await listTokens(person.sandbox, bench)).map(({ id }) => id)).toEqual([1, 3])
  })

  test('--json tells who it is', async () => {
    const person = await newPerson()
    const { email, password, apiUrl } = person.sandbox
    const ran = await person.run(`login --email ${email} --password-stdin --json`, { input: `${password}\n` })
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(ran.stdout)).toEqual({
      profile: 'default',
      platform: 'beatpass',
      apiUrl,
      account: { id: '1', name: 'Dev Eloper', email },
    })
  })

  test('a wrong password is sent once and never again', async () => {
    const person = await newPerson()
    const ran = await person.login({ email: 'dev@beatpass.test', password: 'not the password' })
    expect(ran).toEqual({
      ...refusal(
        3,
        'the platform rejects the e-mail address or the password: These credentials do not match our records',
        'nothing is tried again by itself: a few failed sign-ins lock the account for a minute',
      ),
      requests: ['POST /auth/login'],
    })
    expect(await person.leaks('not the password')).toEqual([])
    expect(await person.run('whoami')).toMatchObject({ exitCode: 3, requests: [] })
  })

  test('the platform is asked nothing when the answer is lost, and the possible orphan is named', async () => {
    const person = await newPerson({ faults: ['drop@POST /auth/login'] })
    const ran = await person.login()
    expect(ran).toMatchObject({ exitCode: 6, stdout: '', requests: ['POST /auth/login'] })
    expect(ran.stderr).toMatch(
      /^beatpass: it is unknown whether the sign-in succeeded: .*\nhint: a token named 'beatpass cli on .*' may be left/,
    )
  })

  test.each([
    ['login', 'an e-mail is needed to sign in', 'give it with --email'],
    ['login --password-stdin --email=', 'an e-mail is needed to sign in', 'give it with --email'],
    [
      'login --email a@b.test',
      'a password is needed to sign in',
      'pipe it in with --password-stdin, or a token with --with-token',
    ],
    ['login --email a@b.test --password-stdin', 'nothing was given on stdin', undefined],
    [
      'login --with-token --password-stdin',
      '--with-token and --password-stdin cannot be had together',
      undefined,
    ],
    ['login --web', '--web needs a terminal to paste into', '--with-token reads the value from stdin'],
  ])('%s in a pipe asks nothing and sends nothing', async (line, message, hint) => {
    const person = await newPerson()
    expect(await person.run(line)).toEqual({ ...refusal(2, message, hint), requests: [] })
  })

  test('says that BEATPASS_TOKEN wins over the session just made', async () => {
    const person = await newPerson()
    await person.useToken()
    expect(await person.login()).toMatchObject({
      exitCode: 0,
      stderr:
        'warning: BEATPASS_TOKEN is set and wins over this session\nsigned in as dev@beatpass.test (profile default)\n',
    })
  })
})
