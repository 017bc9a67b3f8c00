import { expect, test } from 'vitest'
import { TracedTransport } from '../../../src/adapters/transports/traced.ts'
import {
  ExchangeFailed,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../../src/ports/transport.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const clock = new ManualClock()

/** The trace of one exchange that takes 34 ms. */
async function trace(
  request: Partial<HttpRequest>,
  answer: Partial<HttpResponse> | Error,
): Promise<string[]> {
  const lines: string[] = []
  const inner: Transport = {
    async send() {
      clock.advance(34)
      if (answer instanceof Error) throw answer
      return { status: 200, headers: {}, body: '', ...answer }
    },
    async open() {
      const { body, ...head } = await inner.send(asked)
      return { ...head, chunks: piecesOf(body) }
    },
  }
  const traced = new TracedTransport(inner, clock, line => lines.push(line))
  const url = 'https://open.beatpass.ca/api/v1/auth/login'
  const asked: HttpRequest = { method: 'POST', url, headers: {}, maxBytes: 9, ...request }
  await traced.send(asked).catch(() => undefined)
  const told = lines.splice(0)
  await (async () => {
    for await (const _ of (await traced.open(asked)).chunks);
  })().catch(() => undefined)
  if ((answer as HttpResponse).body?.length > 65_536) return lines
  expect(lines, 'what is told of an answer read as it comes').toEqual(told)
  return told
}

async function* piecesOf(body: string) {
  for (let at = 0; at < body.length; at += 7) yield Buffer.from(body.slice(at, at + 7))
}

const secret = `12|bp_${'s3cr3t'.repeat(8)}`
const codes = ['fjord-alpha', 'fjord-beta']
const signIn = {
  headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
  body: JSON.stringify({
    email: 'me@x.test',
    password: 'hunter-2',
    token_name: 'beatpass cli on x',
    code: '424242',
  }),
}

test('a sign-in, in full', async () => {
  const user = {
    id: 7,
    display_name: 'Me',
    email: 'me@x.test',
    access_token: secret,
    two_factor_recovery_codes: codes,
  }
  const lines = await trace(signIn, {
    headers: { date: 'Sun, 01 Mar 2026 12:00:00 GMT', 'set-cookie': 'a=b', 'x-ratelimit-remaining': '4' },
    body: JSON.stringify({ status: 'success', user, settings: { a: 1 }, two_factor: false }),
  })
  expect(lines).toEqual([
    '> POST https://open.beatpass.ca/api/v1/auth/login',
    '> Accept: application/json',
    '> Content-Type: application/json',
    '> {"email":"[text]","password":"[text]","token_name":"beatpass cli on x","code":"[text]"}',
    '< 200 in 34 ms',
    '< date: Sun, 01 Mar 2026 12:00:00 GMT',
    '< x-ratelimit-remaining: 4',
    '< {"status":"success","user":{"id":7,"display_name":"Me","email":"[text of 9]","access_token":"[text of 54]",' +
      '"two_factor_recovery_codes":"[list of 2]"},"settings":"[object of 1]","two_factor":false}',
  ])
})

test('whatever the server echoes, no secret of the request or the answer is shown', async () => {
  const message = `me@x.test / hunter-2 / 424242 / ${secret}\u001b[2J`
  const hostile = {
    ...{
      message,
      name: 'hunter-2',
      id: 424242,
      status: secret,
      'hunter-2': 1,
      [secret]: 2,
      expires_at: codes,
    },
    data: {
      token: { name: message, secret },
      tokens: [{ id: 1, name: 'ok', plain: secret }, codes, 'hunter-2'],
    },
    errors: { password: ['hunter-2'], message: [secret], 'hunter-2': 'x' },
    two_factor_recovery_codes: codes.map(code => ({ name: code, id: code })),
    plainTextToken: secret,
  }
  const text = (await trace(signIn, { status: 422, body: JSON.stringify(hostile) })).join('\n')
  for (const hidden of ['hunter-2', '424242', 's3cr3t', 'me@x.test', 'fjord', '\u001b']) {
    expect(text).not.toContain(hidden)
  }
  expect(text).toContain('{"id":1,"name":"ok","plain":"[text of 54]"}')
})

test('a password that begins with the address is hidden as a whole', async () => {
  const body = JSON.stringify({ email: 'me@x.test', password: 'me@x.test-and-more' })
  const message = 'wrong: me@x.test-and-more'
  const lines = await trace({ method: 'POST', body }, { status: 422, body: JSON.stringify({ message }) })
  expect(lines.at(-1)).toBe('< {"message":"wrong: ***"}')
})

test('the credential is hidden, also where it comes back, whole or in part', async () => {
  const headers = { Authorization: `Bearer ${secret}`, 'X-Vault-Token': 'hvs.root' }
  const message = `no such token: ${secret.slice(3)} hvs.root`
  const lines = await trace({ method: 'GET', headers }, { status: 401, body: JSON.stringify({ message }) })
  expect(lines.slice(1)).toEqual([
    '> Authorization: [hidden]',
    '> X-Vault-Token: [hidden]',
    '< 401 in 34 ms',
    '< {"message":"no such token: *** ***"}',
  ])
})

test.each([
  ['cut', (value: string) => value.slice(0, 30)],
  ['wrapped into lines', (value: string) => value.replace(/.{20}/g, '$&\n')],
  ['as base64', (value: string) => Buffer.from(`12|${value}`).toString('base64')],
])('the credential is hidden where it comes back %s', async (_, echo) => {
  const value = Array.from({ length: 48 }, (_, at) => String.fromCharCode(97 + ((at * 7) % 26))).join('')
  const message = `no such token: ${echo(value)}`
  const headers = { Authorization: `Bearer 12|${value}` }
  const lines = await trace({ method: 'GET', headers }, { status: 401, body: JSON.stringify({ message }) })
  expect(lines.at(-1)).toMatch(/^< \{"message":"no such token: .*\[secret\]/)
  const came = echo(value)
  for (let at = 0; at + 16 <= came.length; at++)
    expect(lines.join('\n')).not.toContain(came.slice(at, at + 16))
})

test('a list shows its first tokens and how many more there are', async () => {
  const tokens = Array.from({ length: 9 }, (_, at) => ({ id: at, name: `n${at}` }))
  const lines = await trace(
    { method: 'GET', url: 'https://x.test/users/me?with=tokens' },
    { body: JSON.stringify({ user: { tokens } }) },
  )
  expect(lines[0]).toBe('> GET https://x.test/users/me?with=…')
  expect(lines.at(-1)).toBe(
    '< {"user":{"tokens":[{"id":0,"name":"n0"},{"id":1,"name":"n1"},{"id":2,"name":"n2"},"[6 more]"]}}',
  )
})

test('a page of HTML is only measured', async () => {
  const lines = await trace({}, { status: 503, body: `<html>${secret}</html>` })
  expect(lines.slice(1)).toEqual(['< 503 in 34 ms', '< [67 characters, not JSON]'])
})

test('a failure is told with how far it got', async () => {
  const lines = await trace(
    signIn,
    new ExchangeFailed('x.test: the connection was cut', 'maybe-sent', 'reset'),
  )
  expect(lines.at(-1)).toBe('< x.test: the connection was cut, maybe-sent, after 34 ms')
})

test('of a long body read as it comes only its length is told', async () => {
  const body = JSON.stringify({ user: { id: 7, email: 'a'.repeat(70_000), name: secret } })
  const lines = await trace({ method: 'GET' }, { body })
  expect(lines.slice(1)).toEqual(['< 200 in 34 ms', `< [${body.length} bytes]`])
})
