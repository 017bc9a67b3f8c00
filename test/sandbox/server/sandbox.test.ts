import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { createToken, listTokens, sandboxFor, send, signIn } from '../client.ts'
import { temporaryFolder } from '../own-process.ts'

describe('startSandbox', () => {
  test('without a folder it keeps nothing', async () => {
    const sandbox = await startSandbox()
    expect(statSync(sandbox.dataDir).mode & 0o777).toBe(0o700)
    await sandbox.stop()
    await sandbox.stop()
    expect(existsSync(sandbox.dataDir)).toBe(false)
    await expect(send('GET', sandbox.apiUrl)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('with a folder the accounts and tokens stay, and the account gets a new password', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    const first = await startSandbox({ dataDir })
    const { secret } = await createToken(first, await signIn(first), 'kept')
    await first.stop()
    const second = await sandboxFor({ dataDir })
    expect((await listTokens(second, secret)).map(({ name }) => name)).toEqual(['session', 'kept'])
    expect(second.email).toBe(first.email)
    const body = { email: first.email, password: first.password, token_name: 'old' }
    expect(await send('POST', `${second.apiUrl}/auth/login`, { body })).toMatchObject({ status: 422 })
    await signIn(second)
  })

  test('two on one folder: the second is refused and the first unharmed', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    const first = await sandboxFor({ dataDir })
    await expect(startSandbox({ dataDir })).rejects.toMatchObject({
      exitCode: 2,
      message: `a sandbox is already running on ${dataDir}`,
    })
    await signIn(first)
  })

  test('answers on loopback alone', async () => {
    const { apiUrl, webUrl } = await sandboxFor()
    expect(apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)
    expect(`${webUrl}api/v1`).toBe(apiUrl)
    const socket = connect(Number(new URL(apiUrl).port), '127.0.0.2')
    await expect(
      new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject)),
    ).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
  })

  test('stops at once, idle and half-sent connections or not', async () => {
    const sandbox = await startSandbox()
    const socket = connect(Number(new URL(sandbox.apiUrl).port), '127.0.0.1')
    const ended = new Promise(resolve => socket.on('close', resolve))
    await new Promise(resolve => socket.on('connect', resolve))
    socket.on('error', () => undefined)
    socket.write('POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le')
    await sandbox.stop()
    await ended
  })

  test.each([
    [{ platform: 'soundcloud' }, "the sandbox cannot play 'soundcloud'"],
    [{ generation: 'b' }, 'beatpass has no generations'],
    [{ faults: ['explode@GET /'] }, "no such fault: 'explode'"],
  ])('refuses %o before it makes anything', async (options, message) => {
    const dataDir = join(temporaryFolder(), 'data')
    await expect(startSandbox({ ...options, dataDir })).rejects.toMatchObject({ exitCode: 2, message })
    expect(existsSync(dataDir)).toBe(false)
  })

  test('a taken port is told', async () => {
    const port = Number(new URL((await sandboxFor()).apiUrl).port)
    await expect(startSandbox({ port })).rejects.toMatchObject({
      exitCode: 2,
      message: `port ${port} is in use`,
    })
  })
})

describe('a foreign Host', () => {
  test.each(['evil.test', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.test', '0.0.0.0', '[::1]:x'])(
    'is refused, for the API and the pages: %s',
    async host => {
      const { apiUrl, webUrl, requests } = await sandboxFor()
      for (const url of [`${apiUrl}/users/me`, webUrl]) {
        const { status } = await send('GET', url, { headers: { host } })
        expect([400, 421]).toContain(status)
      }
      expect(requests).toEqual([])
    },
  )

  test('is not one: localhost and [::1] with our port', async () => {
    const { apiUrl } = await sandboxFor()
    const { port } = new URL(apiUrl)
    for (const name of ['localhost', '[::1]', '127.0.0.1']) {
      const got = await send('GET', `${apiUrl}/users/me`, { headers: { host: `${name}:${port}` } })
      expect(got.status).toBe(401)
    }
  })
})

describe('the log of requests', () => {
  test('tells method, path, token id, asked name and status, in memory and in a private file; never a secret', async () => {
    const logFile = join(temporaryFolder(), 'requests.jsonl')
    const sandbox = await sandboxFor({ logFile, faults: ['drop@DELETE /access-tokens/2'] })
    const session = await signIn(sandbox, sandbox, 'a session')
    const { secret } = await createToken(sandbox, session, 'logged')
    await listTokens(sandbox, secret)
    await send('DELETE', `${sandbox.apiUrl}/access-tokens/2`, { token: session }).catch(() => undefined)
    await send('GET', `${sandbox.apiUrl}/users/me?token=${secret}`)
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line))).toEqual(sandbox.requests)
    expect(
      sandbox.requests.map(({ at, ...rest }) => ({ ...rest, dated: !Number.isNaN(Date.parse(at)) })),
    ).toEqual([
      {
        method: 'POST',
        path: '/auth/login',
        tokenId: null,
        tokenName: 'a session',
        status: 200,
        dated: true,
      },
      { method: 'POST', path: '/access-tokens', tokenId: '1', tokenName: 'logged', status: 200, dated: true },
      { method: 'GET', path: '/users/me', tokenId: '2', status: 200, dated: true },
      {
        method: 'DELETE',
        path: '/access-tokens/2',
        tokenId: '1',
        status: null,
        faults: ['drop@DELETE /access-tokens/2'],
        dated: true,
      },
      { method: 'GET', path: '/users/me', tokenId: null, status: 401, dated: true },
    ])
    for (const value of [secret, session]) expect(lines.join()).not.toContain(value.split('|')[1])
    expect(lines.join()).not.toContain(sandbox.password)
    expect(statSync(logFile).mode & 0o777).toBe(0o600)
  })
})

describe('addUser', () => {
  test('works on a folder without a sandbox and beside a running one', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    const before = await addUser({ dataDir, email: 'before@beatpass.test', name: 'Be Fore' })
    const sandbox = await sandboxFor({ dataDir })
    const beside = await addUser({ dataDir, email: 'beside@beatpass.test' })
    for (const user of [before, beside]) await signIn(sandbox, user)
    expect(before).toEqual({ email: 'before@beatpass.test', password: expect.stringMatching(/^.{24}$/) })
  })

  test('gives the two-factor secret, also as an address for authenticator apps', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    const user = await addUser({ dataDir, email: 'two@beatpass.test', twoFactor: true })
    expect(user.totpSecret).toMatch(/^[A-Z2-7]{32}$/)
    expect(user.otpauthUrl).toBe(
      `otpauth://totp/BeatPass%20sandbox:two%40beatpass.test?issuer=BeatPass%20sandbox&secret=${user.totpSecret}&algorithm=SHA1&digits=6&period=30`,
    )
  })

  test('refuses an address that is taken or none', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    mkdirSync(dataDir, { mode: 0o700 })
    await addUser({ dataDir, email: 'one@beatpass.test' })
    await expect(addUser({ dataDir, email: 'ONE@beatpass.test' })).rejects.toMatchObject({ exitCode: 2 })
    await expect(addUser({ dataDir, email: 'nobody' })).rejects.toMatchObject({
      message: "not an e-mail address: 'nobody'",
    })
  })
})
