import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { newPerson } from './person.ts'

/** A proxy that takes down where it was to connect, and connects nowhere: nothing leaves this machine. */
async function closedProxy() {
  const wanted: string[] = []
  const server: Server = createServer((request, response) => {
    wanted.push(request.url ?? '')
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    wanted.push(request.url ?? '')
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { wanted, env: { HTTPS_PROXY: address, https_proxy: address } }
}

async function atOperator() {
  const person = await newPerson()
  const { wanted, env } = await closedProxy()
  const { BEATPASS_API_URL: _, ...rest } = person.env
  person.env = { ...rest, ...env }
  return { person, wanted }
}

const token = `5|${'k'.repeat(48)}`
/** What is told where these options named the profile. */
const noConsent = (options = '') =>
  refusal(
    5,
    'BeatPass documents no calls for tokens, and this profile has not agreed to use them',
    `--accept-undocumented-api agrees; beatpass${options} login --web and beatpass${options} tokens add need no such call`,
  )

describe("at the operator's own host, without consent", () => {
  test.each([
    'tokens list',
    'tokens create ci-main',
    'tokens rotate ci-main',
    'tokens revoke 5 --yes',
    'tokens check',
    'tokens finish',
    'whoami',
    'tokens list --api-url https://open.beatpass.ca/api/v1',
    'tokens list --api-url https://OPEN.beatpass.ca.:443/api/v1/',
  ])('%s: 5 before any request', async line => {
    const { person, wanted } = await atOperator()
    const ran = await person.run(line, { env: { BEATPASS_TOKEN: token } })
    expect({ ...ran, wanted }).toEqual({
      ...noConsent(/ --api-url .*/.exec(line)?.[0]),
      requests: [],
      wanted: [],
    })
  })

  test('tokens add and login --with-token store what was made in the page, and ask nobody', async () => {
    const { person, wanted } = await atOperator()
    expect(await person.run('tokens add by-hand', { input: token })).toMatchObject({
      exitCode: 0,
      stdout: '5\n',
      stderr: expect.stringMatching(/^warning: it was stored without asking BeatPass about it\n/),
    })
    expect(await person.run('login --with-token', { input: token })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/^warning: the token was stored without asking BeatPass: /),
    })
    expect((await person.run('tokens get by-hand')).stdout).toBe(`${token}\n`)
    expect(wanted).toEqual([])
    expect(await person.leaks(token)).toEqual(['stdout of tokens get by-hand'])
  })
})

describe("at the operator's own host, with consent", () => {
  test('given once, it is recorded in the profile; the call goes through the proxy', async () => {
    const { person, wanted } = await atOperator()
    const env = { BEATPASS_TOKEN: token }
    const first = await person.run('tokens list --accept-undocumented-api', { env })
    expect({ exitCode: first.exitCode, wanted: [...wanted] }).toEqual({
      exitCode: 6,
      wanted: ['open.beatpass.ca:443'],
    })
    const second = await person.run('tokens list', { env })
    expect({ exitCode: second.exitCode, wanted }).toEqual({
      exitCode: 6,
      wanted: ['open.beatpass.ca:443', 'open.beatpass.ca:443'],
    })
    expect(second.stderr).toMatch(/^beatpass: .*proxy.*\nhint: see HTTPS_PROXY and NO_PROXY\n$/)
  })
})
