import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PassPlace } from '../../../src/adapters/destinations/pass.ts'
import { FileLocks } from '../../../src/adapters/file-locks.ts'
import { openSecretStore, type SecretStoreOptions } from '../../../src/adapters/secret-stores/registry.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { parseStoreChoice } from '../../../src/domain/store-choice.ts'
import type { Locks } from '../../../src/ports/locks.ts'
import { secretStoreContract } from '../../contracts/secret-store.ts'
import { rootToken, startVault } from '../../emulators/vault.ts'
import { keychainChildPath } from '../../keyring/keychain-child.ts'
import { childrenOf } from '../../keyring/processes.ts'
import { type Keyring, startKeyring } from '../../keyring/start-keyring.ts'
import { freshRemoteWorld } from '../destinations/remote-world.ts'
import { type AgeFolder, makeAgeFolder } from './age/age-folder.ts'
import { makePassFolder, type PassFolder } from './pass/pass-folder.ts'

const entry = { service: 'beatpass', account: 'default/one' } as const
let age: AgeFolder
let pass: PassFolder
let keyring: Keyring
beforeAll(async () => {
  ;[age, pass, keyring] = await Promise.all([makeAgeFolder(), makePassFolder(), startKeyring()])
})
afterAll(async () => {
  await Promise.all([age.remove(), pass.remove(), keyring.stop()])
})

function open(store: string, given: Partial<SecretStoreOptions>) {
  return openSecretStore(parseStoreChoice(store), {
    env: {},
    dataDir: `${age.path}/registry`,
    profile: 'default',
    childPath: keychainChildPath(),
    canPrompt: false,
    note: () => undefined,
    remote: () => freshRemoteWorld(),
    askSecret: async () => new Secret('typed'),
    ...given,
  })
}

secretStoreContract('a store that loads on first use', () =>
  open('age', { env: { BEATPASS_AGE_IDENTITY: age.identityPath }, dataDir: `${age.path}/contract` }),
)
// Regressed: a keychain cannot compare and write in one, and both runs wrote.
test.each(['keychain', 'pass'])('%s: of two runs that write at once one is told no', async kind => {
  const at = { service: 'beatpass', account: 'default/at-once' } as const
  const env = kind === 'pass' ? pass.env : keyring.env
  const locks = new FileLocks(age.path)
  const stores = [open(kind, { env, locks }), open(kind, { env, locks })]
  const secrets = [new Secret('1|one'), new Secret('2|two')]
  const won = await Promise.all(
    stores.map(async (store, one) => store.writeOver?.(at, secrets[one] ?? new Secret(''), undefined)),
  )
  expect([...won].sort()).toEqual([false, true])
  expect((await stores[0]?.read(at))?.reveal()).toBe(secrets[won.indexOf(true)]?.reveal())
})

// Regressed: the two were locked under names of their own, and both wrote.
test('an entry of pass and the pass: address of the same are locked as one', async () => {
  const places: string[] = []
  const locks: Locks = {
    exclusively: (place, work) => {
      places.push(place)
      return work()
    },
  }
  const at = { service: 'beatpass', account: 'default/both' } as const
  await open('pass', { env: pass.env, locks }).writeOver?.(at, new Secret('1|one'), undefined)
  const place = new PassPlace('beatpass/default/both', { env: pass.env, note: () => undefined, locks })
  await place.put(new Secret('2|two'), await place.read())
  expect(places).toEqual([expect.any(String), places[0]])
})

describe('age', () => {
  test('lies in the data folder and is opened by the identity of the environment', async () => {
    const store = open('age', { env: { BEATPASS_AGE_IDENTITY: age.identityPath } })
    expect([store.name, store.location]).toEqual(['age', `age file ${age.path}/registry/secrets.age`])
    await store.probe()
    await store.write(entry, new Secret('x'))
    expect((await store.read(entry))?.reveal()).toBe('x')
    await store.remove(entry)
    expect(await store.read(entry)).toBeUndefined()
    expect(existsSync(`${age.path}/registry/secrets.age`)).toBe(true)
  })

  test('asks only where a person is, and an empty variable is no variable', async () => {
    const dataDir = `${age.path}/asked`
    const askSecret = vi.fn(async () => new Secret('typed'))
    const env = { BEATPASS_AGE_IDENTITY: '', BEATPASS_PASSPHRASE_FILE: '' }
    const silent = open('age', { env, dataDir, askSecret })
    await expect(silent.probe()).rejects.toMatchObject({ failure: 'unavailable' })
    expect(askSecret).not.toHaveBeenCalled()
    await open('age', { env, dataDir, askSecret, canPrompt: true }).probe()
    expect(askSecret).toHaveBeenCalledTimes(2)
    await writeFile(`${age.path}/other`, 'typed', { mode: 0o600 })
    const filed = { BEATPASS_PASSPHRASE_FILE: `${age.path}/other` }
    await open('age', { env: filed, dataDir, askSecret, canPrompt: true }).probe()
    expect(askSecret).toHaveBeenCalledTimes(2)
  })
})

test('pass goes by the environment', async () => {
  const store = open('pass', { env: pass.env })
  expect([store.name, store.location]).toEqual(['pass', `pass store ${pass.store}`])
  await store.write(entry, new Secret('x'))
  expect(await pass.tool('pass', 'show', 'beatpass/default/one')).toBe('x\n')
  expect(open('pass', { env: { HOME: '/home/me' } }).location).toBe('pass store /home/me/.password-store')
})

test('vault goes by the environment; sessions are of this installation', async () => {
  const vault = await startVault()
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken }
  const dataDir = `${age.path}/shared`
  const remote = () => freshRemoteWorld({ env })
  const store = open('vault:kv/team', { dataDir, remote, profile: 'ci' })
  expect([store.name, store.location, vault.calls]).toEqual(['vault:kv/team', 'Vault path kv/team', []])
  await store.probe()
  await store.write(entry, new Secret('x'))
  const session = { service: 'beatpass-session', account: 'ci' } as const
  await store.write(session, new Secret('y'))
  expect((await open('vault:kv/team', { dataDir, remote }).read(session))?.reveal()).toBe('y')
  const other = open('vault:kv/team', { dataDir: `${age.path}/another`, remote })
  expect([(await other.read(entry))?.reveal(), await other.read(session)]).toEqual(['x', undefined])
})

test.each([
  [undefined, 'username'],
  ['napi-keyring', 'username'],
  ['keytar', 'account'],
] as const)('the keychain with engine %s starts no child before it is used', async (engine, user) => {
  const store = open('keychain', { env: keyring.env, engine })
  expect(store.name).toBe('keychain')
  expect(store.location).toMatch(/\S/)
  const before = childrenOf(process.pid, 'keychain-child.cjs').length
  await store.write({ ...entry, account: `default/${engine}` }, new Secret('x'))
  expect(childrenOf(process.pid, 'keychain-child.cjs')).toHaveLength(before + 1)
  expect(await keyring.lookup('service', 'beatpass', user, `default/${engine}`)).toBe('x')
})
