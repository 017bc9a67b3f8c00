import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { TransportOptions } from '../../../src/adapters/transports/times.ts'
import type { HttpRequest } from '../../../src/ports/transport.ts'
import { failure } from '../../contracts/transport-bench.ts'
import { makeCertificates } from '../../fakes/certificates.ts'
import { answerJson, type Http2Behaviour, type Http2Server } from '../../fakes/http2-server.ts'
import { http2Bench } from './http2-bench.ts'

const startBench = http2Bench()
let server: Http2Server

async function started(behave: Http2Behaviour, options: TransportOptions = {}) {
  const { transport, ...bench } = await startBench(behave, options)
  server = bench.server
  const send = (request: Partial<HttpRequest> = {}) =>
    transport.send({ method: 'GET', url: `${server.url}/x?y=1`, headers: {}, maxBytes: 1000, ...request })
  return { send }
}
const times = (count: number) => Array.from({ length: count }, (_, at) => at)

describe('answers', () => {
  test('sends the request as it is and gives the answer as it is', async () => {
    const { send } = await started(stream => {
      stream.respond({ ':status': 201, 'content-type': 'application/json', vary: 'a, b' })
      stream.end('{"å":1}')
    })
    const headers = { Authorization: 'Bearer x', 'Content-Type': 'application/json' }
    const answer = await send({ method: 'POST', headers, body: '{"é":2}' })
    expect(answer).toMatchObject({ status: 201, body: '{"å":1}' })
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', vary: 'a, b' })
    expect(Object.keys(answer.headers).filter(name => name.startsWith(':'))).toEqual([])
    const [request] = server.requests
    expect(request?.body).toBe('{"é":2}')
    expect(request?.headers).toMatchObject({
      ':method': 'POST',
      ':path': '/x?y=1',
      authorization: 'Bearer x',
    })
    expect(
      Object.keys(request?.headers ?? {}).filter(name => /origin|referer|cookie|user-agent/.test(name)),
    ).toEqual([])
  })

  test('204 has an empty body; a redirect is given back; cookies are not kept', async () => {
    const { send } = await started(stream =>
      stream.respond({ ':status': 302, location: '/pricing', 'set-cookie': 'a=b' }, { endStream: true }),
    )
    expect(await send()).toMatchObject({ status: 302, body: '', headers: { location: '/pricing' } })
    await send({ method: 'DELETE' })
    expect(server.requests).toHaveLength(2)
    expect(JSON.stringify(server.requests)).not.toContain('cookie')
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('unpacks %s', async (encoding, pack) => {
    const { send } = await started(stream => {
      stream.respond({ ':status': 200, 'content-encoding': encoding })
      stream.end(pack(Buffer.from('{"a":1}')))
    })
    expect((await send()).body).toBe('{"a":1}')
  })

  test('the caller’s cap holds, for what a packed body becomes too', async () => {
    const { send } = await started((stream, { headers }) => {
      const packed = headers[':method'] === 'DELETE'
      stream.respond({ ':status': 200, ...(packed ? { 'content-encoding': 'gzip' } : {}) })
      stream.end(packed ? gzipSync(Buffer.alloc(9_000)) : 'x'.repeat(1001))
    })
    for (const method of ['GET', 'DELETE'] as const)
      expect(await failure(send({ method }))).toMatchObject({ reach: 'maybe-sent', reason: 'too-large' })
  })

  test('a large head is accepted, a huge one is not', async () => {
    const { send } = await started((stream, { headers }) => {
      stream.respond({ ':status': 200, 'x-large': 'x'.repeat(Number(headers['x-size'])) })
      stream.end('{}')
    })
    expect(await send({ headers: { 'X-Size': '20000' } })).toMatchObject({ status: 200 })
    expect(await failure(send({ headers: { 'X-Size': '40000' } }))).toMatchObject({ reach: 'maybe-sent' })
  })
})

describe('failures', () => {
  const cuts: [string, Http2Behaviour][] = [
    ['cut before the answer', (_, __, session) => session.destroy()],
    ['reset before the answer', stream => stream.close(2)],
    ['cancelled before the answer', stream => stream.close(8)],
    [
      'cut in the body',
      (stream, _, session) => {
        stream.respond({ ':status': 200 })
        stream.write('{"a"', () => session.destroy())
      },
    ],
    [
      'reset in the body',
      stream => {
        stream.respond({ ':status': 200 })
        stream.write('{"a"', () => stream.destroy(new Error('reset')))
      },
    ],
  ]
  test.each(cuts)('%s: maybe sent, and not sent twice', async (_, behave) => {
    for (const method of ['GET', 'POST'] as const) {
      const { send } = await started(behave)
      const request = method === 'POST' ? { method, body: '{}' } : { method }
      expect(await failure(send(request))).toMatchObject({ reach: 'maybe-sent', reason: 'reset' })
      expect(server.requests).toHaveLength(1)
      await server.close()
    }
  })

  test('a refused stream was not processed: it goes once more, then it is told as not sent', async () => {
    let refusals = 1
    const { send } = await started((stream, ...rest) => {
      if (refusals-- > 0) stream.close(7)
      else answerJson(stream, ...rest)
    })
    expect(await send({ method: 'POST', body: '{}' })).toMatchObject({ status: 200 })
    refusals = 2
    expect(await failure(send({ method: 'POST', body: '{}' }))).toMatchObject({
      reach: 'not-sent',
      reason: 'unprocessed',
    })
    expect(server.requests).toHaveLength(4)
  })

  test.each([
    [0, 5],
    [2, 4],
  ])(
    'what came after the last stream of a GOAWAY (%i) goes over another connection',
    async (code, answered) => {
      let gone = false
      const { send } = await started((stream, request, session) => {
        if (!gone) session.goaway(code, 1)
        gone = true
        answerJson(stream, request, session)
      })
      const answers = await Promise.allSettled(times(5).map(() => send({ method: 'POST', body: '{}' })))
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(answered)
      const [failed] = answers.flatMap(answer => (answer.status === 'rejected' ? [answer.reason] : []))
      if (answered < 5) expect(failed).toMatchObject({ reach: 'maybe-sent', reason: 'reset' })
      expect(server.connections).toBe(2)
    },
  )

  test('what came before it may have been processed', async () => {
    const { send } = await started((stream, _, session) => {
      session.goaway(0, stream.id)
      setTimeout(() => session.destroy(), 50)
    })
    expect(await failure(send({ method: 'POST', body: '{}' }))).toMatchObject({
      reach: 'maybe-sent',
      reason: 'reset',
    })
    expect(server.requests).toHaveLength(1)
  })

  test('no answer in time, and a body that stops: maybe sent', async () => {
    const { send } = await started(
      (stream, { headers }) => {
        if (headers[':method'] === 'GET') stream.respond({ ':status': 200 })
        stream.write('{')
      },
      { times: { headers: 200, idle: 200 } },
    )
    for (const method of ['GET', 'DELETE'] as const)
      expect(await failure(send({ method }))).toMatchObject({ reach: 'maybe-sent', reason: 'timeout' })
  })

  test.each([
    ['a line break in a header', { Authorization: 'Bearer topsecret\r\nX: y' }],
    ['a header that HTTP/2 does not have', { Connection: 'topsecret' }],
  ])('%s is refused, and its value stays out of the message', async (_, headers) => {
    const { send } = await started(answerJson)
    const error = await failure(send({ headers }))
    expect(error).toMatchObject({ reach: 'not-sent', reason: 'malformed' })
    expect(`${error.message} ${error.cause}`).not.toContain('topsecret')
    expect(server.requests).toEqual([])
  })

  test('a certificate of another authority: not sent', async () => {
    const { send } = await started(answerJson, { ca: makeCertificates().ca })
    expect(await failure(send())).toMatchObject({ reach: 'not-sent', reason: 'tls' })
    expect(server.requests).toEqual([])
  })
})

describe('many', () => {
  test('share one connection, sixteen at a time', async () => {
    const { send } = await started((stream, ...rest) => setTimeout(() => answerJson(stream, ...rest), 20))
    const answers = await Promise.all(times(100).map(() => send({ method: 'POST', body: '{}' })))
    expect(answers.every(({ body }) => body === '{"ok":true}')).toBe(true)
    expect([server.connections, server.most]).toEqual([1, 16])
  })

  test('a connection that was idle for more than a second is not trusted with another', async () => {
    const { send } = await started(answerJson)
    await send()
    await send()
    expect(server.connections).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 1_200))
    await send()
    expect(server.connections).toBe(2)
  })
})
