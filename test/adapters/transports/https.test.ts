import { afterEach, expect, test } from 'vitest'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { refuseUnsafeTls } from '../../../src/adapters/transports/unsafe-tls.ts'
import { UnsafeEnvironment } from '../../../src/domain/errors.ts'
import type { HttpRequest } from '../../../src/ports/transport.ts'
import { transportContract } from '../../contracts/transport.ts'
import { answer, type RawServer, startRawServer } from '../../fakes/raw-server.ts'

transportContract('https', {
  make: options => new HttpsTransport(options),
  refused: 'refused',
  unknownHost: 'dns',
})

transportContract('https, begun early', {
  make: options => {
    const transport = new HttpsTransport(options)
    const begin = async (request: HttpRequest) => {
      transport.warm(request.url)
      await new Promise(resolve => setImmediate(resolve))
    }
    return {
      send: async request => begin(request).then(() => transport.send(request)),
      open: async request => begin(request).then(() => transport.open(request)),
    }
  },
  refused: 'refused',
  unknownHost: 'dns',
})

let server: RawServer | undefined
afterEach(() => server?.close())

test('reads share a connection, writes have their own', async () => {
  server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')))
  const transport = new HttpsTransport()
  const request = (method: HttpRequest['method']) =>
    transport.send({ method, url: server?.url ?? '', headers: {}, maxBytes: 99 })
  await request('GET')
  await request('GET')
  await request('DELETE')
  expect(server.connections).toBe(1)
  await request('POST')
  expect(server.connections).toBe(2)
})

test('what was begun early serves the first request to that place, and no other', async () => {
  server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')))
  const transport = new HttpsTransport()
  const get = (url = '') => transport.send({ method: 'GET', url, headers: {}, maxBytes: 99 })
  transport.warm(server.url)
  await expect.poll(() => server?.connections).toBe(1)
  expect(server.requests).toEqual([])
  await expect(get('http://127.0.0.1:9/')).rejects.toMatchObject({ reason: 'refused' })
  await get(server.url)
  await get(server.url)
  expect(server.connections).toBe(1)
})

// Regressed: a rotation that waited for another one opened a second connection and listened to it anew each time, until Node warned.
test('what was begun early is not begun again', async () => {
  server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')))
  const transport = new HttpsTransport()
  for (let turn = 0; turn < 12; turn++) {
    transport.warm(server.url)
    await new Promise(resolve => setImmediate(resolve))
    await transport.send({ method: 'GET', url: server.url, headers: {}, maxBytes: 99 })
  }
  expect(server.connections).toBe(1)
})

test('what was begun early and closed meanwhile is not used', async () => {
  server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')))
  const transport = new HttpsTransport()
  transport.warm(server.url)
  await expect.poll(() => server?.connections).toBe(1)
  const { port } = server
  await server.close()
  await new Promise(resolve => setTimeout(resolve, 50))
  server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')), undefined, port)
  const request = { method: 'GET', url: server.url, headers: {}, maxBytes: 99 } as const
  expect(await transport.send(request)).toMatchObject({ status: 200 })
  expect(server.connections).toBe(1)
})

test('an idle connection that is dead by now: a write is not touched by it', async () => {
  const used = new WeakSet()
  server = await startRawServer(socket => {
    if (used.has(socket)) socket.resetAndDestroy()
    else socket.write(answer('200 OK', {}, '{}'))
    used.add(socket)
  })
  const transport = new HttpsTransport()
  const request = { url: server.url, headers: {}, maxBytes: 99 }
  await transport.send({ ...request, method: 'GET' })
  expect(await transport.send({ ...request, method: 'POST', body: '{}' })).toMatchObject({ status: 200 })
  await expect(transport.send({ ...request, method: 'GET' })).rejects.toMatchObject({ reach: 'maybe-sent' })
})

test('switched-off certificate checks are refused', () => {
  expect(() => refuseUnsafeTls({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(UnsafeEnvironment)
  for (const value of [undefined, '', '1']) refuseUnsafeTls({ NODE_TLS_REJECT_UNAUTHORIZED: value })
})
