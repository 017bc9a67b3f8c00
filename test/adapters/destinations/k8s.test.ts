import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DestinationConflict } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import type { Fault } from '../../emulators/serve-faulty.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { bearer, freshCluster } from './k8s-bench.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

async function subject() {
  const { server, destination } = await freshCluster()
  const { secrets, rules } = server
  const found = () => secrets.all('default').find(({ metadata }) => metadata.name === 'ci')
  return {
    destination,
    held: async () => {
      const value = found()?.data?.token
      return value === undefined ? undefined : Buffer.from(value, 'base64').toString()
    },
    put: async (value: string) => {
      const data = { token: base64(value) }
      if (found()) return void secrets.patch('default', 'ci', { data })
      secrets.create('default', { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'ci' }, data })
    },
    snapshot: async () => secrets.all('default'),
    breakWrites: async () => {
      rules.forbidden.add('patch').add('create')
    },
  }
}

destinationContract('k8s:', subject)

const made = (data: Record<string, string>, more: object = {}) => ({
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: { name: 'ci' },
  data,
  ...more,
})

test('other keys of the secret stay, and its version is the condition', async () => {
  const { server, destination } = await freshCluster()
  server.secrets.create('default', made({ other: base64('kept') }))
  const secret = freshSecret()
  await destination.write(secret, await destination.observe())
  expect(server.secrets.get('default', 'ci').data).toEqual({
    other: base64('kept'),
    token: base64(secret.reveal()),
  })
  const patch = server.asked.find(({ method }) => method === 'PATCH')
  expect(JSON.parse(patch?.body ?? '')).toMatchObject({ metadata: { resourceVersion: '101' } })
})

test('a change of another key between reading and writing is a conflict that leaves all as it is', async () => {
  const { server, place } = await freshCluster()
  server.secrets.create('default', made({ token: base64('10|old') }))
  const observed = await place.read()
  server.secrets.patch('default', 'ci', { data: { other: base64('rival') } })
  await expect(place.put(freshSecret(11), observed)).rejects.toThrow(DestinationConflict)
  expect(server.secrets.get('default', 'ci').data?.token).toBe(base64('10|old'))
})

test('a secret that a rival created, or deleted, meanwhile is a conflict', async () => {
  const { server, place } = await freshCluster()
  const absent = await place.read()
  server.secrets.create('default', made({}))
  await expect(place.put(freshSecret(), absent)).rejects.toThrow(DestinationConflict)
  const { place: other } = await freshCluster()
  await expect(other.put(freshSecret(), { secret: undefined, version: '7' })).rejects.toThrow(
    DestinationConflict,
  )
})

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

test.each(['before', 'after'] as const)('an answer that is lost %s it took effect is settled', async cut => {
  const { server, destination } = await freshCluster()
  server.secrets.create('default', made({ token: base64('10|old') }))
  const observed = await destination.observe()
  server.meddle(({ method }) => method === 'PATCH', { cut })
  const secret = freshSecret(11)
  await destination.write(secret, observed)
  expect(server.secrets.get('default', 'ci').data?.token).toBe(base64(secret.reveal()))
  expect(server.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(cut === 'before' ? 2 : 1)
})

test('neither the secret nor the credential is in a trace or an error', async () => {
  const { server, destination, world } = await freshCluster()
  const secret = freshSecret()
  await destination.probe()
  const observed = await destination.observe()
  const echo = {
    kind: 'Status',
    reason: 'Invalid',
    message: `bad ${base64(secret.reveal())} ${secret.reveal()}`,
  }
  server.meddle(({ method }) => method === 'POST', { status: 422, body: echo })
  const error = await destination.write(secret, observed).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringMatching(/bad \[secret\] \[secret\]/) })
  await destination.write(secret, observed)
  const told = inspect([error, world.trace, destination], { depth: 9, showHidden: true })
  expect(world.trace.join('\n')).toContain('> POST http://127.0.0.1')
  for (const hidden of [secret.reveal().slice(3), base64(secret.reveal()), bearer])
    expect(told).not.toContain(hidden)
})

test('a value of more than 1 MiB is refused before it is sent', async () => {
  const { server, destination } = await freshCluster()
  const observed = await destination.observe()
  const before = server.asked.length
  const write = destination.write(new Secret('x'.repeat(1024 * 1024 + 1)), observed)
  await expect(write).rejects.toMatchObject({ failure: 'refused', message: expect.stringMatching(/1 MiB/) })
  expect(server.asked.slice(before).map(({ method }) => method)).toEqual(['GET'])
})
