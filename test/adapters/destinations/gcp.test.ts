import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DestinationConflict } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import type { Fault } from '../../emulators/serve-faulty.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { accessToken, freshManager, type GcpBench } from './gcp-bench.ts'

const versionsOf = ({ server }: GcpBench) => server.secrets.get('acme-prod/token') ?? []
const adding = ({ path }: { path: string }) => path.endsWith(':addVersion')

destinationContract('gcp:', async () => {
  const bench = await freshManager()
  const versions = versionsOf(bench)
  return {
    destination: bench.destination,
    held: async () => versions.at(-1)?.data.toString(),
    put: async value => void versions.push({ state: 'ENABLED', data: Buffer.from(value) }),
    snapshot: async () => versions.map(({ state, data }) => [state, data.toString()]),
    breakWrites: async () => {
      bench.server.granted.delete('secretmanager.versions.add')
    },
  }
})

test('older versions stay enabled, and the new one carries its checksum', async () => {
  const bench = await freshManager()
  const { destination, server } = bench
  const secrets = [freshSecret(12), freshSecret(13)]
  for (const secret of secrets) await destination.write(secret, await destination.observe())
  expect(versionsOf(bench).map(({ state, data }) => [state, data.toString()])).toEqual(
    secrets.map(secret => ['ENABLED', secret.reveal()]),
  )
  const sent = JSON.parse(server.asked.findLast(adding)?.body ?? '')
  expect(sent.payload.dataCrc32c).toMatch(/^\d+$/)
  expect((await destination.observe()).version).toMatch(/\/versions\/2$/)
})

test.each(['DISABLED', 'DESTROYED'] as const)('a latest version that is %s is nothing held', async state => {
  const bench = await freshManager()
  versionsOf(bench).push({ state, data: Buffer.from('12|x') })
  expect(await bench.destination.observe()).toEqual({ secret: undefined, version: undefined })
  await bench.destination.probe()
})

test('a latest version whose state may not be seen is not taken for nothing', async () => {
  const bench = await freshManager()
  versionsOf(bench).push({ state: 'DISABLED', data: Buffer.from('12|x') })
  bench.server.granted.delete('secretmanager.versions.get')
  await expect(bench.destination.observe()).rejects.toThrow(/is in DISABLED state/)
})

test('a value that does not fit its checksum is not believed', async () => {
  const { server, destination } = await freshManager()
  const payload = { data: Buffer.from('12|x').toString('base64'), dataCrc32c: '1' }
  server.meddle(({ path }) => path.endsWith(':access'), { status: 200, body: { name: 'v/1', payload } })
  await expect(destination.observe()).rejects.toMatchObject({ failure: 'corrupt', retryable: true })
})

describe('a probe fails with its own hint', () => {
  const answer = (fault: Fault) => (bench: GcpBench) => bench.server.meddle(() => true, fault, 9)
  const google = (code: number, status: string, message: string) =>
    answer({ status: code, body: { error: { code, status, message } } })
  const withhold =
    (name: string) =>
    ({ server }: GcpBench) =>
      server.granted.delete(`secretmanager.versions.${name}`)

  test.each<[what: string, arrange: (bench: GcpBench) => unknown, message: RegExp, hint: RegExp]>([
    [
      'no add',
      withhold('add'),
      /does not grant secretmanager.versions.add on gcp:acme/,
      /secretVersionAdder/,
    ],
    ['no access', withhold('access'), /does not grant .*versions.access on/, /secretAccessor/],
    [
      'no secret',
      ({ server }) => server.secrets.clear(),
      /\(404\): Secret .* not found/,
      /gcloud secrets create/,
    ],
    [
      'no secret, and no right to see that',
      ({ server }) => {
        server.secrets.clear()
        server.granted.clear()
      },
      /does not grant .*add and .*access/,
      /create the secret, or grant/,
    ],
    ['401', google(401, 'UNAUTHENTICATED', 'bad'), /\(401\): bad/, /auth application-default login/],
    ['403', google(403, 'PERMISSION_DENIED', 'API not\nenabled'), /\(403\): API not enabled/, /grant roles/],
    ['a redirect', answer({ status: 302, headers: { Location: 'https://x.test' } }), /\(302\)/, /OVERRIDES/],
    ['another form', answer({ status: 200, body: [] }), /does not grant|missing/, /\S/],
    ['429', answer({ status: 429, headers: { 'Retry-After': '900' } }), /no more requests/, /after that/],
    ['503', answer({ status: 503 }), /answered 503/, /later/],
  ])('%s', async (_, arrange, message, hint) => {
    const bench = await freshManager()
    await arrange(bench)
    await expect(bench.destination.probe()).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })
})

test.each(['before', 'after'] as const)('an answer that is lost %s it took effect is settled', async cut => {
  const bench = await freshManager()
  const observed = await bench.destination.observe()
  bench.server.meddle(adding, { cut })
  const secret = freshSecret()
  await bench.destination.write(secret, observed)
  expect(versionsOf(bench).map(({ data }) => data.toString())).toEqual([secret.reveal()])
})

test("a rival's newer version wins", async () => {
  const bench = await freshManager()
  const observed = await bench.destination.observe()
  versionsOf(bench).push({ state: 'ENABLED', data: Buffer.from(freshSecret(99).reveal()) })
  await expect(bench.destination.write(freshSecret(98), observed)).rejects.toThrow(DestinationConflict)
})

test('more than 64 KiB is refused before it is sent', async () => {
  const { server, destination } = await freshManager()
  const write = destination.write(new Secret('x'.repeat(65_537)), await destination.observe())
  await expect(write).rejects.toMatchObject({ failure: 'refused' })
  expect(server.asked.some(adding)).toBe(false)
})

test('neither the secret nor the credential is in a trace or an error', async () => {
  const { server, destination, world } = await freshManager()
  const secret = freshSecret()
  const data = Buffer.from(secret.reveal()).toString('base64')
  await destination.probe()
  const observed = await destination.observe()
  server.meddle(adding, {
    status: 400,
    body: { error: { status: 'INVALID_ARGUMENT', message: `no ${data}` } },
  })
  const error = await destination.write(secret, observed).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringMatching(/\(400\): no \[secret\]/) })
  await destination.write(secret, observed)
  const told = inspect([error, world.trace, destination], { depth: 9, showHidden: true })
  for (const hidden of [secret.reveal().slice(3), data, accessToken]) expect(told).not.toContain(hidden)
})
