import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DestinationConflict } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import type { VaultSecret } from '../../emulators/key-vault.ts'
import type { Fault } from '../../emulators/serve-faulty.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { type AzureBench, application, freshVault, vaultToken } from './azure-bench.ts'

const held = ({ server }: AzureBench) => server.secrets.get('token')?.at(-1)
const putting = ({ method }: { method: string }) => method === 'PUT'
const place = ({ server }: AzureBench, value: string, more: Partial<VaultSecret> = {}) => {
  const versions = server.secrets.get('token') ?? []
  const secret = { value, version: `v${versions.length}`, enabled: true, ...more }
  server.secrets.set('token', [...versions, secret])
}

destinationContract('azure:', async () => {
  const bench = await freshVault()
  return {
    destination: bench.destination,
    held: async () => held(bench)?.value,
    put: async value => place(bench, value),
    snapshot: async () => [...bench.server.secrets],
    breakWrites: async () => {
      bench.server.granted.delete('set')
    },
  }
})

test('a new version keeps the tags and the content type of the one before, and is enabled', async () => {
  const bench = await freshVault()
  place(bench, '10|old', { contentType: 'text/plain', tags: { team: 'site' } })
  const secret = freshSecret(11)
  await bench.destination.write(secret, await bench.destination.observe())
  expect(held(bench)).toMatchObject({
    value: secret.reveal(),
    contentType: 'text/plain',
    tags: { team: 'site' },
  })
  expect(bench.server.secrets.get('token')).toHaveLength(2)
  expect(JSON.parse(bench.server.asked.find(putting)?.body ?? '').attributes).toEqual({ enabled: true })
})

test('the tags are those of the version that is replaced, even when it was seen by another', async () => {
  const bench = await freshVault()
  place(bench, '10|old', { tags: { team: 'site' } })
  const { version } = await bench.place.read()
  const other = await freshVault()
  other.server.secrets.set('token', bench.server.secrets.get('token') ?? [])
  await other.place.put(freshSecret(11), { secret: new Secret('10|old'), version })
  expect(held(other)?.tags).toEqual({ team: 'site' })
})

test('a disabled secret is nothing held, and may be written', async () => {
  const bench = await freshVault()
  place(bench, '10|old', { enabled: false })
  await bench.destination.probe()
  expect(await bench.destination.observe()).toEqual({ secret: undefined, version: undefined })
  const secret = freshSecret(11)
  await bench.destination.write(secret, await bench.destination.observe())
  expect(held(bench)).toMatchObject({ value: secret.reveal(), enabled: true })
})

describe('a probe fails with its own hint', () => {
  const answer = (fault: Fault) => (bench: AzureBench) =>
    bench.server.meddle(({ path }) => path.startsWith('/secrets'), fault, 9)
  const vault = (status: number, code: string, message: string, inner?: string) =>
    answer({ status, body: { error: { code, message, innererror: inner && { code: inner } } } })

  test.each<[what: string, arrange: (bench: AzureBench) => unknown, message: RegExp, hint: RegExp]>([
    [
      'no get',
      ({ server }) => server.granted.delete('get'),
      /\(403\): Caller is not authorized[^\n]*$/,
      /Secrets Officer/,
    ],
    ['deleted but kept', ({ server }) => server.deleted.add('token'), /deleted but still kept/, /recover it/],
    [
      'of a certificate',
      bench => place(bench, 'x', { managed: true }),
      /belongs to a certificate/,
      /another name/,
    ],
    [
      '401',
      vault(401, 'Unauthorized', 'AKV10032: Invalid issuer.'),
      /\(401\): AKV10032/,
      /tenant of the vault/,
    ],
    ['a firewall', vault(403, 'Forbidden', 'Client address', 'ForbiddenByFirewall'), /\(403\)/, /firewall/],
    ['another 404', answer({ status: 404, body: 'none' }), /\(404\)/, /az keyvault list/],
    [
      'a redirect',
      answer({ status: 302, headers: { Location: 'https://x.test' } }),
      /\(302\)/,
      /az keyvault/,
    ],
    ['429', answer({ status: 429, headers: { 'Retry-After': '900' } }), /no more requests/, /after that/],
    ['503', answer({ status: 503 }), /answered 503/, /later/],
  ])('%s', async (_, arrange, message, hint) => {
    const bench = await freshVault()
    await arrange(bench)
    await expect(bench.destination.probe()).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    expect(bench.server.asked.some(putting)).toBe(false)
  })
})

test('an answer of another form is not believed', async () => {
  const { server, destination } = await freshVault()
  server.meddle(({ path }) => path.startsWith('/secrets'), { status: 200, body: '<html>' })
  await expect(destination.observe()).rejects.toMatchObject({ failure: 'corrupt' })
})

test.each<[inner: string, hint: RegExp]>([
  ['ObjectIsDeletedButRecoverable', /recover it/],
  ['ObjectIsBeingDeleted', /run it again later/],
  ['ObjectIsBeingRecovered', /run it again later/],
])('a name that is taken by %s is told at the write', async (code, hint) => {
  const { server, destination } = await freshVault()
  const observed = await destination.observe()
  const body = { error: { code: 'Conflict', message: 'no', innererror: { code } } }
  server.meddle(putting, { status: 409, body })
  await expect(destination.write(freshSecret(), observed)).rejects.toMatchObject({
    failure: 'refused',
    hint: expect.stringMatching(hint),
  })
})

test.each(['before', 'after'] as const)('an answer that is lost %s it took effect is settled', async cut => {
  const bench = await freshVault()
  const observed = await bench.destination.observe()
  bench.server.meddle(putting, { cut })
  const secret = freshSecret()
  await bench.destination.write(secret, observed)
  expect(bench.server.secrets.get('token')?.map(({ value }) => value)).toEqual([secret.reveal()])
})

test("a rival's newer version wins", async () => {
  const bench = await freshVault()
  const observed = await bench.destination.observe()
  place(bench, freshSecret(99).reveal())
  await expect(bench.destination.write(freshSecret(98), observed)).rejects.toThrow(DestinationConflict)
})

test('more than 25 KB is refused before it is sent', async () => {
  const { server, destination } = await freshVault()
  const write = destination.write(new Secret('x'.repeat(25_601)), await destination.observe())
  await expect(write).rejects.toMatchObject({ failure: 'refused', message: expect.stringMatching(/25 KB/) })
  expect(server.asked.some(putting)).toBe(false)
})

test('neither the secret nor the credentials are in a trace or an error', async () => {
  const { server, destination, world } = await freshVault()
  const secret = freshSecret()
  await destination.probe()
  const observed = await destination.observe()
  const body = { error: { code: 'BadParameter', message: `not ${secret.reveal()}` } }
  server.meddle(putting, { status: 400, body })
  const error = await destination.write(secret, observed).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringMatching(/not \[secret\]/) })
  await destination.write(secret, observed)
  const told = inspect([error, world.trace, destination], { depth: 9, showHidden: true })
  for (const hidden of [secret.reveal().slice(3), vaultToken, application.secret])
    expect(told).not.toContain(hidden)
})
