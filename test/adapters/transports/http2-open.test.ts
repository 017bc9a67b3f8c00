import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { TransportOptions } from '../../../src/adapters/transports/times.ts'
import type { HttpAnswer } from '../../../src/ports/transport.ts'
import { failure } from '../../contracts/transport-bench.ts'
import { answerJson, type Http2Behaviour, type Http2Server } from '../../fakes/http2-server.ts'
import { http2Bench } from './http2-bench.ts'

// What is read as it comes goes over the HTTP/2 connection that the many share.

const startBench = http2Bench()
let server: Http2Server

const large = 3_000_000

async function started(behave: Http2Behaviour, options: TransportOptions = {}) {
  const { transport, ...bench } = await startBench(behave, options)
  server = bench.server
  const request = { method: 'GET', url: `${server.url}/x`, headers: {}, maxBytes: large } as const
  return { open: () => transport.open(request), send: () => transport.send(request) }
}

async function whole({ chunks }: HttpAnswer): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  return Buffer.concat(pieces)
}

describe('a body as it comes', () => {
  test('its beginning is there before its end is sent', async () => {
    let finish = () => {}
    const { open } = await started(stream => {
      stream.respond({ ':status': 201, 'x-a': 'b' })
      stream.write('ab')
      finish = () => stream.end('cd')
    })
    const { status, headers, chunks } = await open()
    expect({ status, headers }).toMatchObject({ status: 201, headers: { 'x-a': 'b' } })
    expect(Object.keys(headers).filter(name => name.startsWith(':'))).toEqual([])
    const seen: string[] = []
    for await (const chunk of chunks) {
      seen.push(Buffer.from(chunk).toString())
      if (seen.length === 1) finish()
    }
    expect(seen).toEqual(['ab', 'cd'])
  })

  test.each([{}, { 'content-encoding': 'gzip' }])('comes whole: %o', async headers => {
    const body = Buffer.from(Array.from({ length: large }, (_, at) => at % 251))
    const { open } = await started(stream => {
      stream.respond({ ':status': 200, ...headers })
      stream.end('content-encoding' in headers ? gzipSync(body) : body)
    })
    expect((await whole(await open())).equals(body)).toBe(true)
  })

  test('who leaves early ends the stream alone; the others go on over the connection', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const { open, send } = await started((stream, ...rest) => {
      if (server.requests.length > 1) return answerJson(stream, ...rest)
      closed = new Promise(resolve => stream.on('close', resolve))
      stream.respond({ ':status': 200 })
      stream.end('x'.repeat(large))
    })
    for await (const chunk of (await open()).chunks) {
      expect(chunk.byteLength).toBeLessThan(large)
      break
    }
    await closed
    expect(await send()).toMatchObject({ status: 200 })
    expect(server.connections).toBe(1)
  })

  test('many pass by a body that nobody reads on', async () => {
    const { open, send } = await started((stream, ...rest) => {
      if (server.requests.length > 1) return answerJson(stream, ...rest)
      stream.respond({ ':status': 200 })
      stream.end('x'.repeat(large))
    })
    const answer = await open()
    const answers = await Promise.all(Array.from({ length: 40 }, send))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect((await whole(answer)).byteLength).toBe(large)
    expect(server.connections).toBe(1)
  })
})

describe('failures', () => {
  const cuts: [string, Http2Behaviour][] = [
    ['cut', (_, __, session) => session.destroy()],
    ['reset', stream => stream.close(2)],
    ['cancelled', stream => stream.close(8)],
  ]

  test.each(cuts)('%s before the answer: maybe sent', async (_, behave) => {
    const { open } = await started(behave)
    expect(await failure(open())).toMatchObject({ reach: 'maybe-sent', reason: 'reset' })
  })

  // Closed by a number it would be ended in order first.
  const cutsInBody: [string, Http2Behaviour][] = [
    ['cut', (_, __, session) => session.destroy()],
    ['reset', stream => stream.destroy(new Error('reset'))],
  ]

  test.each(cutsInBody)('%s in the body: fails after what came of it', async (_, cut) => {
    const { open } = await started((stream, request, session) => {
      stream.respond({ ':status': 200 })
      stream.write('abc', () => setTimeout(() => cut(stream, request, session), 50))
    })
    const { chunks } = await open()
    const seen: Uint8Array[] = []
    const read = async () => {
      for await (const chunk of chunks) seen.push(chunk)
    }
    expect(await failure(read())).toMatchObject({ reach: 'maybe-sent', reason: 'reset' })
    expect(Buffer.concat(seen).toString()).toBe('abc')
  })

  test('a refused stream goes once more, then it is told as not sent', async () => {
    let refusals = 1
    const { open } = await started((stream, ...rest) => {
      if (refusals-- > 0) stream.close(7)
      else answerJson(stream, ...rest)
    })
    expect((await whole(await open())).toString()).toBe('{"ok":true}')
    refusals = 2
    expect(await failure(open())).toMatchObject({ reach: 'not-sent', reason: 'unprocessed' })
  })

  test('no answer in time, a body that stops, one that is too large, a head that is', async () => {
    let behave: Http2Behaviour = () => undefined
    const { open } = await started((...all) => behave(...all), { times: { headers: 200, idle: 200 } })
    expect(await failure(open())).toMatchObject({ reach: 'maybe-sent', reason: 'timeout' })
    behave = stream => {
      stream.respond({ ':status': 200 })
      stream.write('{')
    }
    expect(await failure(open().then(whole))).toMatchObject({ reach: 'maybe-sent', reason: 'timeout' })
    behave = stream => {
      stream.respond({ ':status': 200 })
      stream.end('x'.repeat(large + 1))
    }
    expect(await failure(open().then(whole))).toMatchObject({ reason: 'too-large' })
    behave = stream => stream.respond({ ':status': 200, 'x-large': 'x'.repeat(40_000) }, { endStream: true })
    expect(await failure(open())).toMatchObject({ reach: 'maybe-sent' })
  })
})
