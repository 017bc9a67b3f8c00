import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { BulkTransport } from '../../../src/adapters/transports/bulk.ts'
import type { HttpRequest } from '../../../src/ports/transport.ts'
import { makeCertificates } from '../../fakes/certificates.ts'
import { answer, type Behaviour, type RawServer, startRawServer } from '../../fakes/raw-server.ts'

const certificates = makeCertificates()
let server: RawServer
afterEach(() => server.close())

async function started(behave: Behaviour, tls?: typeof certificates) {
  server = await startRawServer(behave, tls)
  const transport = new BulkTransport(tls ? { ca: tls.ca } : {})
  return (request: Partial<HttpRequest> = {}) =>
    transport.send({ method: 'GET', url: `${server.url}/x`, headers: {}, maxBytes: 1000, ...request })
}
const ok = (socket: Socket) => socket.write(answer('200 OK', {}, '{}'))
const times = (count: number) => Array.from({ length: count }, (_, at) => at)
const post = { method: 'POST', body: '{}' } as const

test('many share six connections, the one that the protocol was agreed on among them', async () => {
  const send = await started(socket => setTimeout(() => ok(socket), 10), certificates)
  const answers = await Promise.all(times(60).map(() => send(post)))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect([server.requests.length, server.connections]).toEqual([60, 6])
})

test('a single one goes over the connection that the protocol was agreed on', async () => {
  const send = await started(ok, certificates)
  await send(post)
  await send(post)
  expect(server.connections).toBe(1)
})

test('a connection that was idle for more than a second is not used again', async () => {
  const send = await started(ok)
  await send(post)
  await send(post)
  expect(server.connections).toBe(1)
  await new Promise(resolve => setTimeout(resolve, 1_200))
  await send(post)
  expect(server.connections).toBe(2)
})

test('what one runs into does not touch the others', async () => {
  let asked = 0
  const send = await started(socket => {
    if (++asked % 5 === 0) socket.destroy()
    else setTimeout(() => ok(socket), 5)
  })
  const answers = await Promise.allSettled(times(50).map(() => send(post)))
  const failed = answers.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  expect(failed).toHaveLength(10)
  for (const failure of failed) expect(failure).toMatchObject({ reach: 'maybe-sent', reason: 'reset' })
  expect(server.requests).toHaveLength(50)
})
