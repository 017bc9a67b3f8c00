import { afterAll, afterEach, expect, test } from 'vitest'
import { chooseTransport } from '../../../src/adapters/transports/choose.ts'
import { LaterTransport } from '../../../src/adapters/transports/later.ts'
import { ProxiedTransport } from '../../../src/adapters/transports/proxied.ts'
import { SwitchingTransport } from '../../../src/adapters/transports/switching.ts'
import { transportContract } from '../../contracts/transport.ts'
import { failure } from '../../contracts/transport-bench.ts'
import { makeCertificates } from '../../fakes/certificates.ts'
import { type ConnectProxy, type ProxyRules, startConnectProxy } from '../../fakes/connect-proxy.ts'
import { answer, startRawServer } from '../../fakes/raw-server.ts'

const shared = await startConnectProxy({ routes: { 'no-such-host.invalid:443': 1 } })
const certificates = makeCertificates()
const api = await startRawServer(socket => socket.write(answer('200 OK', {}, 'ok')), certificates)
afterAll(() => Promise.all([shared.close(), api.close()]))

// As it is chosen: loaded with the first request.
transportContract('through a proxy', {
  make: options => new LaterTransport(async () => new ProxiedTransport(shared.url, options)),
  refused: 'proxy',
  unknownHost: 'proxy',
})

let proxy: ConnectProxy
afterEach(() => proxy?.close())

const apiUrl = 'https://api.example.test/v1'
const request = {
  method: 'GET',
  url: apiUrl,
  headers: { authorization: 'Bearer 7|x' },
  maxBytes: 99,
} as const

/** A transport as the environment would choose it, with a proxy that knows where api.example.test is. */
async function behind(rules: ProxyRules, userinfo = '', times = {}) {
  proxy = await startConnectProxy({ ...rules, routes: { 'api.example.test:443': api.port } })
  const address = `http://${userinfo}${proxy.url.host}`
  return chooseTransport({ HTTPS_PROXY: address }, apiUrl, { ca: certificates.ca, times })
}

test('the environment’s proxy is used and sees the host and nothing else', async () => {
  const transport = await behind({})
  expect(transport).toBeInstanceOf(LaterTransport)
  expect(await transport.send(request)).toMatchObject({ status: 200, body: 'ok' })
  expect(proxy.targets).toEqual(['api.example.test:443'])
  expect(proxy.heads.join()).not.toMatch(/bearer|7\|x|v1/i)
})

test('user and password go to the proxy and not to the platform', async () => {
  const transport = await behind({ credentials: 'me:p@ss:w%rd' }, 'me:p%40ss%3Aw%25rd@')
  expect(await transport.send(request)).toMatchObject({ status: 200 })
  expect(api.requests.join()).not.toMatch(/proxy-auth/i)
})

test.each([
  ['none', ''],
  ['wrong ones', 'me:hushhush@'],
])(
  '%s where the proxy wants credentials: not sent, 407, and they stay out of the message',
  async (_, userinfo) => {
    const transport = await behind({ credentials: 'me:right' }, userinfo)
    const error = await failure(transport.send({ ...request, method: 'POST', body: '{}' }))
    expect(error).toMatchObject({ reach: 'not-sent', reason: 'proxy' })
    expect(error.message).toMatch(/407/)
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toMatch(/hushhush|bWU6/)
  },
)

test('a proxy that never answers: not sent', async () => {
  const transport = await behind({ silent: true }, '', { connect: 300 })
  expect(await failure(transport.send(request))).toMatchObject({ reach: 'not-sent', reason: 'timeout' })
})

test('no proxy where the environment says there is one: not sent', async () => {
  const transport = await behind({})
  await proxy.close()
  expect(await failure(transport.send(request))).toMatchObject({ reach: 'not-sent', reason: 'refused' })
})

test('a certificate for another name is refused inside the tunnel', async () => {
  proxy = await startConnectProxy({ routes: { 'other.example.test:443': api.port } })
  const env = { HTTPS_PROXY: proxy.url.href }
  const transport = chooseTransport(env, 'https://other.example.test', { ca: certificates.ca })
  const error = await failure(transport.send({ ...request, url: 'https://other.example.test/' }))
  expect(error).toMatchObject({ reach: 'not-sent', reason: 'tls' })
})

test('NO_PROXY goes straight', () => {
  const env = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'localhost,.example.test' }
  expect(chooseTransport(env, apiUrl)).toBeInstanceOf(SwitchingTransport)
})
