import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { TransportOptions } from '../../src/adapters/transports/times.ts'
import type { Transport } from '../../src/ports/transport.ts'
import { answer, type Behaviour } from '../fakes/raw-server.ts'
import { failure, type TransportBench } from './transport-bench.ts'

/** A transport that sends by opening and then reads to the end. */
export function throughOpen(inner: Transport): Transport {
  return {
    open: request => inner.open(request),
    async send(request) {
      const { chunks, ...head } = await inner.open(request)
      const parts: Uint8Array[] = []
      for await (const chunk of chunks) parts.push(chunk)
      return { ...head, body: Buffer.concat(parts).toString('utf8') }
    },
  }
}

const large = 3_000_000

/** What reading a body as it comes adds: nothing is held, nothing is read ahead, leaving it ends the exchange. */
export function openContract(bench: TransportBench): void {
  const open = async (behave: Behaviour, options?: TransportOptions) => {
    const server = await bench.serve(behave)
    const transport = await bench.make(options)
    return {
      server,
      result: transport.open({ method: 'GET', url: server.url, headers: {}, maxBytes: large }),
    }
  }

  describe(`${bench.name}: a body as it comes`, () => {
    test('its beginning is there before its end is sent', async () => {
      let finish = () => {}
      const { result } = await open(socket => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-A: b\r\n\r\nab')
        finish = () => socket.write('cd')
      })
      const { status, headers, chunks } = await result
      expect({ status, of: headers['x-a'] }).toEqual({ status: 200, of: 'b' })
      const seen: string[] = []
      for await (const chunk of chunks) {
        seen.push(Buffer.from(chunk).toString())
        if (seen.length === 1) finish()
      }
      expect(seen).toEqual(['ab', 'cd'])
    })

    test.each([{}, { 'Content-Encoding': 'gzip' }])('comes in pieces, all of them: %o', async headers => {
      const body = Buffer.from(Array.from({ length: large }, (_, at) => at % 251))
      const sent = 'Content-Encoding' in headers ? gzipSync(body) : body
      const { result } = await open(socket => socket.write(answer('200 OK', headers, sent)))
      const pieces: Uint8Array[] = []
      for await (const chunk of (await result).chunks) pieces.push(chunk)
      expect(Buffer.concat(pieces).equals(body)).toBe(true)
      expect(Math.max(...pieces.map(it => it.byteLength))).toBeLessThan(large / 4)
    })

    test('who leaves early closes the connection, and no more is read', async () => {
      let closed: Promise<unknown> = Promise.resolve()
      const { result } = await open(socket => {
        closed = new Promise(resolve => socket.on('close', resolve))
        socket.write(answer('200 OK', {}, 'x'.repeat(large)))
      })
      for await (const chunk of (await result).chunks) {
        expect(chunk.byteLength).toBeLessThan(large)
        break
      }
      await closed
    })

    test('the reader’s own time does not count', async () => {
      const { result } = await open(socket => socket.write(answer('200 OK', {}, 'x'.repeat(large))), {
        times: { idle: 400, overall: 1500 },
      })
      let size = 0
      for await (const chunk of (await result).chunks) {
        if (size === 0) await sleep(2000)
        size += chunk.byteLength
      }
      expect(size).toBe(large)
    })

    test('a body that breaks off fails after what came of it', async () => {
      const { result } = await open(socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'))
      const { chunks } = await result
      const seen: Uint8Array[] = []
      const read = async () => {
        for await (const chunk of chunks) seen.push(chunk)
      }
      expect(await failure(read())).toMatchObject({ reach: 'maybe-sent', reason: 'reset' })
      expect(Buffer.concat(seen).toString()).toBe('abc')
    })
  })
}
