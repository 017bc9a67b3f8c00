import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { makeCertificates } from '../fakes/certificates.ts'
import { answer, type Behaviour } from '../fakes/raw-server.ts'
import { failure, type TransportBench } from './transport-bench.ts'

/** Whom a transport trusts. */
export function tlsContract(bench: TransportBench): void {
  describe(`${bench.name}: TLS`, () => {
    const certificates = makeCertificates()
    const ok: Behaviour = socket => socket.write(answer('200 OK', {}, '{"tls":true}'))
    const request = { method: 'GET', headers: { Authorization: 'Bearer 1|x' }, maxBytes: 99 } as const

    test('a certificate of a trusted authority is accepted', async () => {
      const server = await bench.serve(ok, certificates)
      const transport = await bench.make({ ca: certificates.ca })
      expect(await transport.send({ ...request, url: server.url })).toMatchObject({ body: '{"tls":true}' })
    })

    test('any other is refused before a byte of the request leaves, whatever the environment says', async () => {
      const server = await bench.serve(ok, certificates)
      const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
      try {
        for (const options of [{}, { ca: makeCertificates().ca }]) {
          const transport = await bench.make(options)
          const error = await failure(transport.send({ ...request, url: server.url }))
          expect(error).toMatchObject({ reach: 'not-sent', reason: 'tls' })
        }
      } finally {
        if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
        else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
      }
      expect(server.requests).toEqual([])
    })

    test('a server that hangs in the handshake: not sent', async () => {
      const server = await bench.serve(() => undefined)
      const transport = await bench.make({ times: { connect: 300 } })
      const result = transport.send({ ...request, url: `https://127.0.0.1:${server.port}` })
      expect(await failure(result)).toMatchObject({ reach: 'not-sent', reason: 'timeout' })
    })

    test('a server that speaks no TLS: not sent', async () => {
      const port = await startCutting(bench)
      const transport = await bench.make({ times: { connect: 5000 } })
      const result = transport.send({ ...request, url: `https://127.0.0.1:${port}` })
      expect(await failure(result)).toMatchObject({ reach: 'not-sent', reason: 'reset' })
    })
  })
}

/** Takes a connection, reads a little, hangs up. */
async function startCutting(bench: TransportBench): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  bench.closing.push(() => new Promise(resolve => server.close(() => resolve())))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
