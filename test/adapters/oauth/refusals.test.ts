import { expect, onTestFinished, test } from 'vitest'
import { Secret } from '../../../src/domain/secret.ts'
import type { OAuthClient } from '../../../src/ports/authorization.ts'
import { startRawServer } from '../../fakes/raw-server.ts'
import { benchAt, client, failure, scopes } from './bench.ts'
import { startTokenEndpoint, type TokenAnswer } from './token-endpoint.ts'

const refresh = new Secret('a-refresh-token-that-nobody-may-see')

const clientSecret = 'bcas_thatNobodyMaySeeEither0123456789'

async function refreshedBy(...answers: TokenAnswer[]) {
  return await refreshedAs(client, ...answers)
}

async function refreshedAs(by: OAuthClient, ...answers: TokenAnswer[]) {
  const server = await startTokenEndpoint(answers)
  onTestFinished(() => server.close())
  const { authorization, told } = benchAt(server.url)
  const failed = await failure(authorization.refresh(by, refresh))
  expect(`${failed.message} ${told.join('\n')}`).not.toContain(refresh.reveal())
  expect(failed.cause).toBeUndefined()
  return failed
}

test.each([404, 410, 403])('no metadata (%i): one sentence, exit 5', async status => {
  const head = `HTTP/1.1 ${status} Gone\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`
  const server = await startRawServer(socket => void socket.end(`${head}{}`))
  onTestFinished(() => server.close())
  const url = new URL(server.url).origin
  expect(await failure(benchAt(url).authorization.facts())).toMatchObject({
    name: 'NotSupported',
    exitCode: 5,
    message: `BeatConnect does not say at ${new URL(url).host} how to sign in with a browser`,
  })
})

test('a server that cannot be reached is 6', async () => {
  expect(await failure(benchAt('http://127.0.0.1:1').authorization.facts())).toMatchObject({ exitCode: 6 })
})

test('metadata of another issuer is not believed', async () => {
  const server = await startTokenEndpoint([], { issuer: 'https://elsewhere.test' })
  onTestFinished(() => server.close())
  expect(await failure(benchAt(server.url).authorization.facts())).toMatchObject({ name: 'NotSupported' })
})

test('what is not offered is said before anything is asked: exit 5', async () => {
  const server = await startTokenEndpoint([], {
    device_authorization_endpoint: undefined,
    authorization_endpoint: 'file:///etc/passwd',
    revocation_endpoint: undefined,
  })
  onTestFinished(() => server.close())
  const { authorization } = benchAt(server.url)
  const messages = [
    await failure(authorization.onDevice({ client, scopes })),
    await failure(authorization.inBrowser({ client, scopes, waitMs: 1000 })),
    await failure(authorization.revoke(client, refresh, 'refresh')),
  ]
  expect(messages).toMatchObject([
    { exitCode: 5, message: 'BeatConnect offers no sign-in on another device' },
    { exitCode: 5, message: 'BeatConnect offers no sign-in in a browser' },
    { exitCode: 5, message: 'BeatConnect offers no way to end a session by a call' },
  ])
})

test.each([
  ['invalid_grant', 3, 'the session has ended at the platform'],
  ['invalid_client', 5, 'the authorization server does not take this application: see a-text'],
  ['invalid_scope', 5, 'the authorization server refuses the scopes: see a-text'],
  ['server_says_no', 5, 'the authorization server refuses: server_says_no: see a-text'],
])('%s: exit %i', async (error, exitCode, message) => {
  const body = { error, error_description: 'see a-text' }
  expect(await refreshedBy({ status: 400, body })).toMatchObject({ exitCode, message })
})

test("the server's words never hold what was sent, nor anything that moves the cursor", async () => {
  const body = { error: 'no', error_description: `unknown ${refresh.reveal()}\u001b[2J` }
  const { message } = await refreshedBy({ status: 400, body })
  expect(message).toBe('the authorization server refuses: no: unknown [secret]\\u{1b}[2J')
})

test.each([
  ['half of the token', () => refresh.reveal().slice(0, 24)],
  ['the client secret', () => clientSecret],
  ['the header with the client secret', () => Buffer.from(`${client.id}:${clientSecret}`).toString('base64')],
])('nor %s', async (_, repeated) => {
  const body = { error: 'invalid_client', error_description: `no: ${repeated()}` }
  const { message } = await refreshedAs(
    { ...client, secret: new Secret(clientSecret) },
    { status: 400, body },
  )
  expect(message).toMatch(/ application: no: [A-Za-z0-9+/]{0,40}\[secret\]=*$/)
})

test.each([
  [500, {}, 'PlatformUnavailable'],
  [429, {}, 'RateLimited'],
  [302, {}, 'AnswerNotUnderstood'],
  [200, { access_token: 'x' }, 'AnswerNotUnderstood'],
  [200, { access_token: 'x', token_type: 'mac' }, 'AnswerNotUnderstood'],
  [200, { access_token: 'x', token_type: 'DPoP' }, 'AnswerNotUnderstood'],
  [200, 'text', 'AnswerNotUnderstood'],
])('%i %j is %s: 6', async (status, body, name) => {
  expect(await refreshedBy(...Array.from({ length: 4 }, () => ({ status, body })))).toMatchObject({
    name,
    exitCode: 6,
  })
})
