import { expect, test } from 'vitest'
import { chooseTransport } from '../../../src/adapters/transports/choose.ts'
import { SwitchingTransport } from '../../../src/adapters/transports/switching.ts'
import type { HttpRequest, HttpResponse, Transport } from '../../../src/ports/transport.ts'
import { answer, startRawServer } from '../../fakes/raw-server.ts'

const request: HttpRequest = { method: 'GET', url: 'https://x.test/', headers: {}, maxBytes: 9 }
const answering = (status: number): Transport => ({
  send: () =>
    new Promise<HttpResponse>(resolve => setImmediate(() => resolve({ status, headers: {}, body: '' }))),
  open: async () => ({ status, headers: {}, chunks: (async function* () {})() }),
})

test('one after the other goes the way for few; of two at once the second and all that follow go the other', async () => {
  let opened = 0
  const transport = new SwitchingTransport(answering(1), async () => {
    opened++
    return answering(2)
  })
  const statuses = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => transport.send(request)))
    return answers.map(({ status }) => status)
  }
  for (let turn = 0; turn < 3; turn++) expect(await statuses(1)).toEqual([1])
  expect(opened).toBe(0)
  expect(await statuses(5)).toEqual([1, 2, 2, 2, 2])
  expect(await statuses(1)).toEqual([2])
  expect(await transport.open(request)).toMatchObject({ status: 1 })
  expect(opened).toBe(1)
})

test('where many are expected all go the other way, the first and what is read as it comes too', async () => {
  let [opened, warmed] = [0, 0]
  const few = { ...answering(1), warm: () => warmed++ }
  const transport = new SwitchingTransport(few, async () => {
    opened++
    return answering(2)
  })
  transport.expectMany()
  transport.warm('https://x.test/')
  expect(opened).toBe(0)
  expect(await transport.open(request)).toMatchObject({ status: 2 })
  expect(await transport.send(request)).toMatchObject({ status: 2 })
  expect([opened, warmed]).toEqual([1, 0])
})

test('many over HTTP/1.1 share a few connections, a POST too', async () => {
  const server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')))
  try {
    const transport = chooseTransport({}, server.url)
    const post = { ...request, method: 'POST', url: server.url, body: '{}' } as const
    const answers = await Promise.all(Array.from({ length: 50 }, () => transport.send(post)))
    expect(answers).toHaveLength(50)
    expect(server.connections).toBeLessThanOrEqual(1 + 6)
  } finally {
    await server.close()
  }
})

test('a list before many over HTTP/1.1 comes over one of their connections', async () => {
  const server = await startRawServer(socket => socket.write(answer('200 OK', {}, '{}')))
  try {
    const transport = chooseTransport({}, server.url)
    transport.expectMany?.()
    const list = async () => {
      for await (const _ of (await transport.open({ ...request, url: server.url })).chunks);
    }
    await list()
    for (let at = 0; at < 3; at++) await transport.send({ ...request, method: 'DELETE', url: server.url })
    await list()
    expect([server.connections, server.requests.length]).toEqual([1, 5])
  } finally {
    await server.close()
  }
})
