import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../emulators/serve-faulty.ts'
import { freshCluster, made } from '../k8s-bench.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('a probe fails with its own hint', () => {
  type Bench = Awaited<ReturnType<typeof freshCluster>>
  const status = (code: number, reason: string, message: string): Fault => ({
    status: code,
    body: { kind: 'Status', code, reason, message },
  })
  const answer = (method: string, fault: Fault) => (bench: Bench) =>
    bench.server.meddle(asked => asked.method === method, fault, 9)

  test.each<[what: string, arrange: (bench: Bench) => unknown, message: RegExp, hint: RegExp]>([
    [
      'no get',
      ({ server }) => server.rules.forbidden.add('get'),
      /User "robot" cannot get/,
      /grant get, patch/,
    ],
    ['no create', ({ server }) => server.rules.forbidden.add('create'), /cannot create/, /grant get, patch/],
    [
      'no patch',
      ({ server }) => {
        server.secrets.create('default', made({}))
        server.rules.forbidden.add('patch')
      },
      /cannot patch/,
      /grant get, patch/,
    ],
    [
      'immutable',
      ({ server }) => server.secrets.create('default', made({}, { immutable: true })),
      /is immutable/,
      /deliver to another/,
    ],
    [
      'full',
      ({ server }) => server.secrets.create('default', made({ big: base64('x'.repeat(1024 * 1024)) })),
      /Too long/,
      /at most 1 MiB/,
    ],
    [
      '401',
      answer('GET', status(401, 'Unauthorized', 'Unauthorized')),
      /\(401\): Unauthorized/,
      /credential/,
    ],
    ['413', answer('POST', status(413, 'RequestEntityTooLarge', 'too large')), /\(413\)/, /at most 1 MiB/],
    [
      'a redirect',
      answer('GET', { status: 302, headers: { Location: 'https://x.test/' } }),
      /302/,
      /redirect/,
    ],
    ['another 404', answer('GET', { status: 404, body: 'not here' }), /refuses to read/, /cluster-info/],
    ['another form', answer('GET', { status: 200, body: '<html>' }), /resourceVersion is missing/, /address/],
    [
      '429',
      answer('GET', { status: 429, headers: { 'Retry-After': '900' } }),
      /no more requests/,
      /after that/,
    ],
    ['503', answer('GET', { status: 503 }), /answered 503/, /later/],
  ])('%s', async (_, arrange, message, hint) => {
    const bench = await freshCluster()
    await arrange(bench)
    await expect(bench.destination.probe()).rejects.toMatchObject({
      code: 'destination_unavailable',
      exitCode: 7,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  test('a missing namespace', async () => {
    const { destination } = await freshCluster({ rest: 'nowhere/ci#token' })
    await expect(destination.probe()).rejects.toMatchObject({
      message: expect.stringMatching(/namespaces "nowhere" not found/),
      hint: 'check the namespace: kubectl get namespaces',
    })
  })
})

test('where a hook cannot try, the right to write is asked for', async () => {
  const { server, destination } = await freshCluster()
  server.rules.noDryRun = true
  await destination.probe()
  expect(server.asked.at(-1)?.path).toMatch(/selfsubjectaccessreviews$/)
  server.rules.forbidden.add('create')
  server.meddle(({ query }) => query.has('dryRun'), { status: 400 })
  await expect(destination.probe()).rejects.toThrow(/does not let us create/)
})
