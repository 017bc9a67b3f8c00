import { expect, test } from 'vitest'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { VaultPlace } from '../../../src/adapters/destinations/vault.ts'
import { DestinationConflict, InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { rootToken, startVault, type VaultEmulator } from '../../emulators/vault.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshRemoteWorld } from './remote-world.ts'

function placeIn(vault: VaultEmulator, env: Record<string, string> = {}) {
  const world = freshRemoteWorld({ env: { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken, ...env } })
  return { world, destination: new RemoteDestination(new VaultPlace('kv/ci#token', world)) }
}

const fieldsIn = (vault: VaultEmulator) =>
  (vault.kv.read('ci').body as { data?: { data?: Record<string, unknown> } }).data?.data

async function bench(env: Record<string, string> = {}) {
  const vault = await startVault()
  return {
    vault,
    ...placeIn(vault, env),
    held: async () => fieldsIn(vault)?.token as string | undefined,
    put: async (token: string) => void vault.kv.write('ci', { data: { ...fieldsIn(vault), token } }),
    snapshot: async () => vault.kv.everything(),
  }
}

destinationContract('vault: where PATCH is known', async () => {
  const subject = await bench()
  const breakWrites = async () => void subject.vault.tokens.set(rootToken, { 'kv/*': ['read'] })
  return { ...subject, breakWrites }
})

destinationContract('vault: where it is not', async () => {
  const subject = await bench()
  subject.vault.patches = false
  const breakWrites = async () => void subject.vault.faults.push({ when: writes, answer: 503 })
  return { ...subject, breakWrites }
})

const writes = ({ method, path }: { method: string; path: string }) =>
  (method === 'POST' || method === 'PATCH') && path.startsWith('kv/')

test.each([true, false])('other fields stay, and other versions (PATCH known: %s)', async patches => {
  const { vault, destination } = await bench()
  vault.patches = patches
  vault.kv.casRequired = true
  vault.kv.write('ci', { data: { user: 'bot', token: '7|old', nested: { a: [1] } }, options: { cas: 0 } })
  const secret = freshSecret(12)
  await destination.write(secret, await destination.observe())
  expect(fieldsIn(vault)).toEqual({ user: 'bot', token: secret.reveal(), nested: { a: [1] } })
  expect(vault.calls.filter(call => /^(PATCH|POST)/.test(call))).toEqual(
    patches ? ['PATCH kv/data/ci'] : ['PATCH kv/data/ci', 'POST kv/data/ci'],
  )
})

test('a secret whose latest version was deleted is written anew, and only once', async () => {
  const { vault, destination, held } = await bench()
  vault.kv.write('ci', { data: { token: '7|old', user: 'bot' } })
  vault.kv.deleteLatest('ci')
  await destination.probe()
  const observed = await destination.observe()
  expect(observed.secret).toBeUndefined()
  const secret = freshSecret(12)
  await destination.write(secret, observed)
  expect(await held()).toBe(secret.reveal())
  expect(vault.kv.everything()[0]?.[1].map(([version]) => version)).toEqual([1, 2])
})

test('a secret that another creates meanwhile is left', async () => {
  const { vault, destination, held } = await bench()
  const rival = freshSecret(11).reveal()
  vault.faults.push({
    when: ({ method }) => {
      if (method === 'POST') vault.kv.write('ci', { data: { token: rival } })
      return false
    },
    answer: 'cut',
  })
  const write = destination.write(freshSecret(12), await destination.observe())
  await expect(write).rejects.toThrow(DestinationConflict)
  expect(await held()).toBe(rival)
})

test.each([true, false])('one that another changes meanwhile is left (PATCH known: %s)', async patches => {
  const { vault, destination } = await bench()
  vault.patches = patches
  vault.kv.write('ci', { data: { token: '7|old' } })
  vault.faults.push({
    when: request => {
      if (writes(request)) vault.kv.write('ci', { data: { token: '7|old', more: 'x' } })
      return false
    },
    answer: 'cut',
  })
  const error = await destination
    .write(freshSecret(12), await destination.observe())
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DestinationConflict)
  expect(fieldsIn(vault)).toEqual({ token: '7|old', more: 'x' })
})

test('an empty field is none; another kind of value is refused before anything is sent', async () => {
  const { vault, destination } = await bench()
  vault.kv.write('ci', { data: { token: '' } })
  expect((await destination.observe()).secret).toBeUndefined()
  vault.kv.write('ci', { data: { token: { a: 1 } } })
  await expect(destination.probe()).rejects.toMatchObject({
    message: 'vault:kv/ci#token holds something else than a text',
    exitCode: 7,
  })
})

test('what is too large is refused before it is sent', async () => {
  const { vault, destination } = await bench()
  const write = destination.write(new Secret('x'.repeat(1024 * 1024)), await destination.observe())
  await expect(write).rejects.toMatchObject({ failure: 'refused', hint: 'nothing was sent' })
  expect(vault.calls.filter(call => call.startsWith('POST'))).toEqual([])
})

test.each([
  ['kv/ci#token', 'vault:kv/ci#token'],
  ['/kv/a b/c/#api token', 'vault:kv/a b/c#api token'],
  ['kv/größe#__proto__', 'vault:kv/größe#__proto__'],
])('%s is %s', (rest, to) => {
  expect(new VaultPlace(rest, freshRemoteWorld()).to).toBe(to)
})

test('odd names arrive as they are', async () => {
  const { vault, world } = await bench()
  const place = new RemoteDestination(new VaultPlace('team/secrets/a b/größe%2f?x&y#__proto__', world))
  const secret = freshSecret()
  await place.write(secret, await place.observe())
  expect((await place.observe()).secret?.reveal()).toBe(secret.reveal())
  const [path, [[, version] = []] = []] = vault.engines['team/secrets/']?.everything()[0] ?? []
  expect([path, JSON.stringify(version?.data)]).toEqual([
    'a b/größe%2f?x&y',
    `{"__proto__":${JSON.stringify(secret.reveal())}}`,
  ])
})

test.each<[string, string]>([
  ['', "vault: needs a mount and a path, not ''"],
  ['kv', "vault: needs a mount and a path, not 'kv'"],
  ['kv#x', "vault: needs a mount and a path, not 'kv'"],
  ['kv//ci#x', "vault: needs a mount and a path, not 'kv//ci'"],
  ['kv/../sys#x', "vault: needs a mount and a path, not 'kv/../sys'"],
  ['kv/a\nb#x', "vault: needs a mount and a path, not 'kv/a\nb'"],
  ['kv/ci', 'vault: needs one #FIELD behind the path'],
  ['kv/ci#', 'vault: needs one #FIELD behind the path'],
  ['kv/ci# ', 'vault: needs one #FIELD behind the path'],
  ['kv/ci#a#b', 'vault: needs one #FIELD behind the path'],
])('%j is refused', (rest, message) => {
  const hint = 'write vault:MOUNT/PATH#FIELD, for example vault:kv/ci#token'
  expect(() => new VaultPlace(rest, freshRemoteWorld())).toThrow(InvalidInput)
  expect(() => new VaultPlace(rest, freshRemoteWorld())).toThrow(expect.objectContaining({ message, hint }))
})

test('it is remembered with its server and namespace, in whichever way they are written', () => {
  const addressWith = (env: Record<string, string>) =>
    new RemoteDestination(new VaultPlace('kv/ci#token', freshRemoteWorld({ env }))).address
  const plain = addressWith({ VAULT_ADDR: 'https://vault.example' })
  expect(plain).toBe('vault:kv/ci#token\0https://vault.example')
  expect(addressWith({ BAO_ADDR: 'https://VAULT.example:443/' })).toBe(plain)
  const inTeam = addressWith({ VAULT_ADDR: 'https://vault.example', VAULT_NAMESPACE: 'team' })
  expect(inTeam).toBe(`${plain}, namespace team`)
  expect(addressWith({ VAULT_ADDR: 'https://vault.example/', VAULT_NAMESPACE: 'team/' })).toBe(inTeam)
  expect(addressWith({ VAULT_ADDR: 'http://vault.example' })).toBe('vault:kv/ci#token')
})
