import { describe, expect, test } from 'vitest'
import { answer, type Behaviour, startRawServer } from '../fakes/raw-server.ts'
import { failure, type TransportBench } from './transport-bench.ts'

/** How a transport reports what went wrong, and how far the request got. */
export function failuresContract(bench: TransportBench): void {
  describe(`${bench.name}: failures`, () => {
    const failures: [what: string, behave: Behaviour, reason: string][] = [
      ['cut before the answer', socket => socket.destroy(), 'reset'],
      ['reset before the answer', socket => socket.resetAndDestroy(), 'reset'],
      ['closed before the answer', socket => socket.end(), 'reset'],
      ['cut in the head', socket => socket.end('HTTP/1.1 200 OK\r\nContent-Le'), 'reset'],
      ['cut in the body', socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a"'), 'reset'],
      [
        'cut in a chunked body',
        socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n'),
        'reset',
      ],
      ['not HTTP', socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'malformed'],
      [
        'a damaged packed body',
        socket => socket.write(answer('200 OK', { 'Content-Encoding': 'gzip' }, 'not gzip')),
        'malformed',
      ],
      [
        'an encoding nobody asked for',
        socket => socket.write(answer('200 OK', { 'Content-Encoding': 'zstd' }, 'x')),
        'malformed',
      ],
    ]
    test.each(failures)('%s: maybe sent', async (_, behave, reason) => {
      for (const method of ['GET', 'POST'] as const) {
        const request = method === 'POST' ? { method, body: '{}' } : { method }
        const { server, result } = await bench.ask(behave, request)
        expect(await failure(result)).toMatchObject({ reach: 'maybe-sent', reason })
        expect(server.requests).toHaveLength(1)
      }
    })

    test('no answer in time: maybe sent', async () => {
      const { server, result } = await bench.ask(() => undefined, {}, { times: { headers: 200 } })
      expect(await failure(result)).toMatchObject({ reach: 'maybe-sent', reason: 'timeout' })
      expect(server.requests).toHaveLength(1)
    })

    test('a body that stops: maybe sent', async () => {
      const { result } = await bench.ask(
        socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'),
        {},
        { times: { idle: 200 } },
      )
      expect(await failure(result)).toMatchObject({ reach: 'maybe-sent', reason: 'timeout' })
    })

    test('a body that trickles on for ever ends with the overall time', async () => {
      const behave: Behaviour = socket => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const timer = setInterval(() => socket.write('x'), 20)
        socket.on('close', () => clearInterval(timer))
      }
      const { result } = await bench.ask(behave, {}, { times: { overall: 400 } })
      expect(await failure(result)).toMatchObject({ reach: 'maybe-sent', reason: 'timeout' })
    })

    test('nobody listens: not sent', async () => {
      const server = await startRawServer(() => undefined)
      await server.close()
      const transport = await bench.make()
      const result = transport.send({ method: 'POST', url: server.url, headers: {}, maxBytes: 9 })
      expect(await failure(result)).toMatchObject({ reach: 'not-sent', reason: bench.refused })
    })

    test('no such host: not sent', async () => {
      const transport = await bench.make()
      const url = 'https://no-such-host.invalid/api'
      const result = transport.send({ method: 'GET', url, headers: {}, maxBytes: 9 })
      expect(await failure(result)).toMatchObject({ reach: 'not-sent', reason: bench.unknownHost })
    })

    test('a line break in a header is refused, and its value stays out of the message', async () => {
      for (const headers of [{ Authorization: 'Bearer 1|topsecret\r\nX: y' }, { 'X\r\nY': 'topsecret' }]) {
        const { server, result } = await bench.ask(socket => socket.write(answer('200 OK', {})), { headers })
        const error = await failure(result)
        expect(error).toMatchObject({ reach: 'not-sent', reason: 'malformed' })
        expect(`${error.message} ${error.cause}`).not.toContain('topsecret')
        expect(server.requests).toEqual([])
      }
    })

    test.each(['http://example.com/', 'ftp://127.0.0.1/', 'https://u:p@127.0.0.1/', 'nonsense'])(
      'refuses to ask %s',
      async url => {
        const transport = await bench.make()
        const result = transport.send({ method: 'GET', url, headers: {}, maxBytes: 9 })
        expect(await failure(result)).toMatchObject({ reach: 'not-sent' })
      },
    )
  })
}
