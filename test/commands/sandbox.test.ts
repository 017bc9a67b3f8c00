import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Got, send } from '../sandbox/client.ts'
import { bundled, type OwnProcess, run, temporaryFolder } from '../sandbox/own-process.ts'

interface Ready {
  apiUrl: string
  webUrl: string
  email: string
  password: string
}

const program = () => bundled('test/sandbox/programs/sandbox-command.ts')
const ready = async (process: OwnProcess): Promise<Ready> => JSON.parse(await process.line())

async function tokenNamed(tokenName: string, { apiUrl, email, password }: Ready): Promise<string> {
  const body = { email, password, token_name: tokenName }
  const got = await send('POST', `${apiUrl}/auth/login`, { body })
  expect(got.status).toBe(200)
  return secretIn(got)
}

function secretIn(got: Got): string {
  const { user } = got.json as { user: { access_token: string } }
  return user.access_token
}

describe('beatpass sandbox', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'prints one line when ready, and ends well on %s',
    async signal => {
      const tmp = temporaryFolder()
      const process = run(await program(), ['sandbox'], { tmp })
      const line = await ready(process)
      expect(line).toEqual({
        apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/),
        webUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
        email: 'dev@beatpass.test',
        password: expect.stringMatching(/^[\w-]{24}$/),
      })
      await tokenNamed('session', line)
      expect(readdirSync(tmp)).toHaveLength(1)
      process.child.kill(signal)
      expect(await process.ended).toEqual({ code: 0, signal: null })
      expect(process.errors()).toBe('')
      expect(readdirSync(tmp)).toEqual([])
    },
  )

  test('after kill -9 the data is there and the folder is free', async () => {
    const file = await program()
    const data = join(temporaryFolder(), 'data')
    const first = run(file, ['sandbox', '--data', data])
    const token = await tokenNamed('kept', await ready(first))
    const second = run(file, ['sandbox', '--data', data])
    expect(await second.ended).toEqual({ code: 2, signal: null })
    expect(second.errors()).toBe(
      `beatpass: a sandbox is already running on ${data}\nhint: stop it, or choose another --data folder\n`,
    )
    first.child.kill('SIGKILL')
    await first.ended
    const { apiUrl } = await ready(run(file, ['sandbox', '--data', data]))
    expect(await send('GET', `${apiUrl}/users/me`, { token })).toMatchObject({ status: 200 })
  })

  test('every flag does what it says', async () => {
    const log = join(temporaryFolder(), 'log')
    const flags = ['--expiry', '1h', '--no-rate-limit', '--log', log, '--platform', 'beatpass']
    const faults = ['--fault', 'status=503@GET /users/me#1', '--fault', 'date=+2h@GET /users/me#2']
    const line = await ready(run(await program(), ['sandbox', ...flags, ...faults]))
    const token = await tokenNamed('session', line)
    for (let n = 0; n < 6; n++) await tokenNamed('another', line)
    const me = () => send('GET', `${line.apiUrl}/users/me`, { token })
    expect((await me()).status).toBe(503)
    expect(Date.parse((await me()).headers.date ?? '') - Date.now()).toBeGreaterThan(3_600_000)
    expect(readFileSync(log, 'utf8').trimEnd().split('\n')).toHaveLength(9)
  })

  test.each([
    [['--port', '65536'], "not a port: '65536'"],
    [['--expiry', 'soon'], "not a time: 'soon'"],
    [['--expiry', '6m'], "not a lifetime of tokens: '6m'"],
    [['--expiry', '2027-01-31'], "not a lifetime of tokens: '2027-01-31'"],
    [['--platform', 'soundcloud'], "the sandbox cannot play 'soundcloud'"],
    [['--platform', 'vebto', '--generation', 'd'], "no such generation of vebto: 'd'"],
    [['--fault', 'explode@GET /users/me'], "no such fault: 'explode'"],
    [['--fault', 'drop'], "not a fault: 'drop'"],
    [['nonsense'], "too many arguments for 'sandbox'"],
    [['user', 'add', '--email', 'a@b.test'], 'which data folder?'],
    [['user', 'add', '--data', 'x'], 'which address?'],
  ])('refuses %j before it makes anything', async (args, message) => {
    const tmp = temporaryFolder()
    const process = run(await program(), ['sandbox', ...args], { tmp })
    expect(await process.ended).toEqual({ code: 2, signal: null })
    expect(process.errors()).toContain(`beatpass: ${message}`)
    expect(readdirSync(tmp)).toEqual([])
    expect(existsSync('x')).toBe(false)
  })
})

describe('beatpass sandbox user add', () => {
  // Regression: a sandbox that had just created its database never saw what another process wrote to it.
  test('prints how to sign in, while the sandbox runs', async () => {
    const file = await program()
    const data = join(temporaryFolder(), 'data')
    const { apiUrl, webUrl } = await ready(run(file, ['sandbox', '--data', data]))
    const add = run(file, [
      'sandbox',
      'user',
      'add',
      '--data',
      data,
      '--email',
      'mo@beatpass.test',
      '--name',
      'Mo',
    ])
    const user = JSON.parse(await add.line())
    expect(user).toEqual({ email: 'mo@beatpass.test', password: expect.any(String) })
    expect(await add.ended).toEqual({ code: 0, signal: null })
    const token = await tokenNamed('session', { apiUrl, webUrl, ...user })
    expect(await send('GET', `${apiUrl}/users/me`, { token })).toMatchObject({
      json: { user: { display_name: 'Mo' } },
    })
  })

  test('every flag makes the account it names', async () => {
    const file = await program()
    const data = join(temporaryFolder(), 'data')
    const add = async (name: string, ...flags: string[]) =>
      JSON.parse(
        await run(file, [
          'sandbox',
          'user',
          'add',
          '--data',
          data,
          '--email',
          `${name}@b.test`,
          ...flags,
        ]).line(),
      )
    const users = [
      await add('two', '--two-factor'),
      await add('banned', '--banned'),
      await add('unverified', '--unverified'),
      await add('capped', '--token-cap', '1'),
    ]
    expect(users[0]).toEqual({
      email: 'two@b.test',
      password: expect.any(String),
      totpSecret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      otpauthUrl: expect.stringMatching(/^otpauth:\/\/totp\//),
    })
    const { apiUrl } = await ready(run(file, ['sandbox', '--data', data]))
    const logins = users.map(user =>
      send('POST', `${apiUrl}/auth/login`, { body: { ...user, token_name: 'cli' } }),
    )
    const answers = await Promise.all(logins)
    expect(answers[0]?.json).toEqual({ status: 'success', two_factor: true })
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 200])
    const token = secretIn(answers[3] as Got)
    const more = await send('POST', `${apiUrl}/access-tokens`, { token, body: { tokenName: 'more' } })
    expect(more.status).toBe(422)
  })

  test('--no-api-access signs in and may do nothing', async () => {
    const file = await program()
    const data = join(temporaryFolder(), 'data')
    const add = run(file, [
      'sandbox',
      'user',
      'add',
      '--data',
      data,
      '--email',
      'no@b.test',
      '--no-api-access',
    ])
    const user = JSON.parse(await add.line())
    await add.ended
    const line = await ready(run(file, ['sandbox', '--data', data]))
    const token = await tokenNamed('session', { ...line, ...user })
    expect(await send('GET', `${line.apiUrl}/users/me`, { token })).toMatchObject({ status: 403 })
  })
})
