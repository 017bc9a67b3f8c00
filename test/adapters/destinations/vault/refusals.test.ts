import { describe, expect, test } from 'vitest'
import { RemoteDestination } from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import { VaultPlace } from '../../../../src/adapters/destinations/vault.ts'
import { BeatpassError } from '../../../../src/domain/errors.ts'
import type { Policy } from '../../../emulators/vault/policies.ts'
import { rootToken, startVault, type VaultEmulator } from '../../../emulators/vault.ts'
import { startScriptedServer } from '../../../fakes/scripted-server.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshRemoteWorld } from '../remote-world.ts'

async function probing(vault: Pick<VaultEmulator, 'url'>, token: string, rest = 'kv/ci#token') {
  const world = freshRemoteWorld({ env: { VAULT_ADDR: vault.url, VAULT_TOKEN: token } })
  const destination = new RemoteDestination(new VaultPlace(rest, world))
  const error = await destination.probe().catch((reason: unknown) => reason)
  const told = error instanceof BeatpassError ? error : undefined
  expect(world.trace.join('\n')).not.toContain(token)
  return {
    message: told?.message.replace(/127\.0\.0\.1:\d+/, 'HOST'),
    hint: told?.hint,
    exitCode: told?.exitCode,
    destination,
  }
}

const policy = (capability: string) => `the token's policy must allow '${capability}' on kv/data/ci`
const lost = 'the token is not valid there (any more): vault login, or set VAULT_TOKEN'

describe('a probe is refused, with its own hint', () => {
  test.each<[string, Policy | undefined, string, string]>([
    [
      'a token that is no more',
      undefined,
      'Vault at HOST refuses to tell which engine keeps kv/ci (403): permission denied',
      lost,
    ],
    [
      'a token that may nothing there',
      { 'elsewhere/*': ['read'] },
      'Vault at HOST refuses to tell which engine keeps kv/ci (403): preflight capability check returned 403',
      "it has no engine for 'kv/ci', or the token's policy allows nothing there: see vault secrets list",
    ],
    [
      'a token that may only write: what cannot be read cannot be fenced',
      { 'kv/data/ci': ['create', 'update'] },
      'Vault at HOST refuses to read kv/data/ci (403): permission denied',
      policy('read'),
    ],
    [
      'a token that may only read',
      { 'kv/data/*': ['read'] },
      'Vault at HOST would refuse to write kv/data/ci',
      policy('create'),
    ],
  ])('%s', async (_, rules, message, hint) => {
    const vault = await startVault()
    const token = rules ? vault.token(rules) : 'hvs.CAESIunknown0123456789'
    const told = await probing(vault, token)
    expect(told).toMatchObject({ message: expect.stringContaining(message), hint, exitCode: 7 })
    expect(vault.kv.everything()).toEqual([])
  })

  test.each<[string[], boolean, string | undefined]>([
    [['read', 'create'], true, policy('update')],
    [['read', 'update'], true, undefined],
    [['read', 'patch'], true, undefined],
    [['read', 'patch'], false, policy('create')],
    [['read', 'update'], false, policy('create')],
    [['read', 'create'], false, undefined],
  ])('a token that may %s, where a secret is: %s', async (may, there, hint) => {
    const vault = await startVault()
    if (there) vault.kv.write('ci', { data: { token: 'x' } })
    const token = vault.token({ 'kv/data/ci': may as ['read'] })
    const told = await probing(vault, token)
    expect(told.hint).toBe(hint)
    if (hint !== undefined) return
    await told.destination.write(freshSecret(), await told.destination.observe())
  })

  test('a token without the default policy is believed', async () => {
    const vault = await startVault()
    vault.defaultPolicy = false
    const token = vault.token({ 'kv/data/ci': ['read', 'create'] })
    expect((await probing(vault, token)).exitCode).toBeUndefined()
  })

  test.each([
    ['old/ci#x', 'Vault at HOST has version 1 of the KV engine at old, which cannot refuse a lost update'],
    ['cubbyhole/ci#x', 'Vault at HOST keeps no secrets at cubbyhole: it is of type cubbyhole'],
    ['team/secrets#x', 'Vault at HOST has an engine at team/secrets, not a secret'],
    ['nowhere/ci#x', 'Vault at HOST refuses to tell which engine keeps nowhere/ci (403)'],
  ])('%s', async (rest, message) => {
    const told = await probing(await startVault(), rootToken, rest)
    expect(told).toMatchObject({ message: expect.stringContaining(message), exitCode: 7 })
    expect(told.hint).toBeTruthy()
  })

  test.each<[number, string, string]>([
    [307, 'Vault at HOST sends elsewhere (307)', 'set VAULT_ADDR to the address of the active server'],
    [429, 'Vault at HOST takes no more requests for 60 s (429)', 'run it again after that'],
    [503, 'Vault at HOST answered 503', 'run it again later'],
    [
      418,
      'Vault at HOST refuses to read kv/data/ci (418): as the test asked',
      'ask those who run that server',
    ],
  ])('an answer of %i', async (answer, message, hint) => {
    const vault = await startVault()
    vault.faults.push({ when: ({ path }) => path === 'kv/data/ci', answer })
    expect(await probing(vault, rootToken)).toMatchObject({ message, hint, exitCode: 7 })
  })

  test('a page for people, or a list where an object should be', async () => {
    for (const body of ['<html>', '[]', '{"data":{}}', '{"data":{"data":{"token":"x"}}}']) {
      const vault = await startVault()
      const answer = { status: 200, body }
      vault.faults.push({ when: ({ path }) => path === 'kv/data/ci', answer })
      const told = await probing(vault, rootToken)
      expect(told.message, body).toMatch(/^the answer of Vault at HOST was not understood: /)
    }
  })

  test('a 404 of something that is no Vault is not an absent secret', async () => {
    const mounts = { body: { data: { path: 'kv/', type: 'kv', options: { version: '2' } } } }
    const server = await startScriptedServer([mounts, { status: 404, body: { message: 'no such page' } }])
    const told = await probing({ url: server.url }, rootToken)
    await server.close()
    expect(told).toMatchObject({ message: 'Vault at HOST refuses to read kv/data/ci (404)', exitCode: 7 })
  })

  test('nobody listens', async () => {
    const told = await probing({ url: 'http://127.0.0.1:9' }, rootToken)
    expect(told).toMatchObject({ message: expect.stringMatching(/^Vault at HOST cannot be reached: /) })
  })
})

describe('a lost answer', () => {
  const writes = ({ method }: { method: string }) => method === 'PATCH'
  async function cutOnce(after: boolean) {
    const vault = await startVault()
    vault.kv.write('ci', { data: { token: '7|old' } })
    let left = 1
    vault.faults.push({ when: request => writes(request) && left-- > 0, answer: 'cut', after })
    const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken }
    const destination = new RemoteDestination(new VaultPlace('kv/ci#token', freshRemoteWorld({ env })))
    const secret = freshSecret()
    await destination.write(secret, await destination.observe())
    expect((await destination.observe()).secret?.equals(secret)).toBe(true)
    return vault.calls.filter(call => call.startsWith('PATCH')).length
  }

  test('of a write that arrived is settled by reading', async () => {
    expect(await cutOnce(true)).toBe(1)
  })

  test('of a write that did not arrive is sent once more', async () => {
    expect(await cutOnce(false)).toBe(2)
  })
})

test('neither the secret nor the token is in what --debug tells, nor in an error', async () => {
  const vault = await startVault()
  const world = freshRemoteWorld({ env: { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken } })
  const destination = new RemoteDestination(new VaultPlace('kv/ci#token', world))
  const secret = freshSecret()
  vault.kv.write('ci', { data: { token: freshSecret(7).reveal(), other: 'a secret of others' } })
  await destination.probe()
  await destination.write(secret, await destination.observe())
  await destination.observe()
  const trace = world.trace.join('\n')
  expect(trace).toContain('PATCH')
  for (const hidden of [secret.reveal(), secret.reveal().slice(4), rootToken, 'a secret of others'])
    expect(trace).not.toContain(hidden)
})
