import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '../../src/ports/transport.ts'
import { answer, type Behaviour } from '../fakes/raw-server.ts'
import { failure, type TransportBench } from './transport-bench.ts'

const json = { 'Content-Type': 'application/json' }

/** What a transport does with whatever a server answers in good form. */
export function answersContract(bench: TransportBench): void {
  describe(`${bench.name}: answers`, () => {
    test('sends the request as it is and gives the answer as it is', async () => {
      const { server, result } = await bench.ask(
        socket => socket.write(answer('201 Created', { ...json }, '{"å":1}')),
        { method: 'POST', headers: { 'X-Mine': 'yes', 'Content-Type': 'application/json' }, body: '{"é":2}' },
      )
      expect(await result).toMatchObject({
        status: 201,
        headers: { 'content-type': 'application/json' },
        body: '{"å":1}',
      })
      const [head = '', body] = (server.requests[0] ?? '').split('\r\n\r\n')
      expect(head).toMatch(/^POST \/x HTTP\/1.1\r\n/)
      expect(head).toMatch(/^x-mine: yes$/im)
      expect(head).toMatch(/^content-length: 8$/im)
      expect(head).not.toMatch(/^(origin|referer|cookie|user-agent|proxy-\S+):/im)
      expect(Buffer.from(body ?? '', 'latin1').toString('utf8')).toBe('{"é":2}')
    })

    test('joins several values of a header', async () => {
      const behave: Behaviour = socket =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nVary: a\r\nVary: b\r\n\r\n')
      const { result } = await bench.ask(behave)
      expect((await result).headers.vary).toBe('a, b')
    })

    test('204 has an empty body', async () => {
      const { result } = await bench.ask(socket => socket.write('HTTP/1.1 204 No Content\r\n\r\n'), {
        method: 'DELETE',
      })
      expect(await result).toMatchObject({ status: 204, body: '' })
    })

    test.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['deflate', deflateRawSync],
      ['br', brotliCompressSync],
    ])('unpacks %s', async (encoding, pack) => {
      const packed = pack(Buffer.from('{"a":1}'))
      const { server, result } = await bench.ask(socket =>
        socket.write(answer('200 OK', { 'Content-Encoding': encoding }, packed)),
      )
      expect((await result).body).toBe('{"a":1}')
      expect(server.requests[0]).toMatch(/^accept-encoding: .*gzip/im)
    })

    test('a redirect is given back, not followed', async () => {
      const other = await bench.serve(socket => socket.write(answer('200 OK', {}, 'other')))
      const { result } = await bench.ask(
        socket =>
          socket.write(answer('302 Found', { Location: `${other.url}/pricing`, 'Set-Cookie': 'a=b' })),
        { headers: { Authorization: 'Bearer x' } },
      )
      expect(await result).toMatchObject({ status: 302, headers: { location: `${other.url}/pricing` } })
      expect(other.connections).toBe(0)
    })

    test('cookies are not kept', async () => {
      const server = await bench.serve(socket =>
        socket.write(answer('200 OK', { 'Set-Cookie': 'session=1' })),
      )
      const transport = await bench.make()
      const request: HttpRequest = { method: 'GET', url: server.url, headers: {}, maxBytes: 10 }
      await transport.send(request)
      await transport.send(request)
      expect(server.requests).toHaveLength(2)
      expect(server.requests.join('')).not.toMatch(/cookie/i)
    })

    test('a large head is accepted, a huge one is not', async () => {
      const behave = (size: number): Behaviour => {
        return socket => socket.write(answer('200 OK', { 'X-Large': 'x'.repeat(size) }, '{}'))
      }
      const accepted = await bench.ask(behave(20_000))
      expect(await accepted.result).toMatchObject({ status: 200, body: '{}' })
      const refused = await bench.ask(behave(100_000))
      expect(await failure(refused.result)).toMatchObject({ reach: 'maybe-sent', reason: 'too-large' })
    })

    test('the caller’s cap holds for plain bodies, declared or not', async () => {
      const declared = await bench.ask(socket => socket.write(answer('200 OK', {}, 'x'.repeat(1001))))
      expect(await failure(declared.result)).toMatchObject({ reach: 'maybe-sent', reason: 'too-large' })
      const endless = await bench.ask(socket => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const more = () => {
          if (!socket.destroyed) socket.write('x'.repeat(500), () => setImmediate(more))
        }
        more()
      })
      expect(await failure(endless.result)).toMatchObject({ reach: 'maybe-sent', reason: 'too-large' })
      const exact = await bench.ask(socket => socket.write(answer('200 OK', {}, 'x'.repeat(1000))))
      expect((await exact.result).body).toHaveLength(1000)
    })

    test('the cap holds for what a packed body becomes', async () => {
      const bomb = gzipSync(Buffer.alloc(900_000))
      const { result } = await bench.ask(
        socket => socket.write(answer('200 OK', { 'Content-Encoding': 'gzip' }, bomb)),
        { maxBytes: 10_000 },
      )
      expect(bomb.length).toBeLessThan(10_000)
      expect(await failure(result)).toMatchObject({ reach: 'maybe-sent', reason: 'too-large' })
    })
  })
}
