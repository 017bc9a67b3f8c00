import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Keychain } from '../../src/adapters/secret-stores/keychain.ts'
import { Secret } from '../../src/domain/secret.ts'
import { secretStoreContract } from '../contracts/secret-store.ts'
import { keychainChildPath } from './keychain-child.ts'
import { type Keyring, startKeyring } from './start-keyring.ts'

describe.each([
  { engine: 'napi-keyring', user: 'username' },
  { engine: 'keytar', user: 'account' },
] as const)('the real gnome-keyring through $engine', ({ engine, user }) => {
  let keyring: Keyring
  let store: Keychain
  beforeAll(async () => {
    keyring = await startKeyring()
    store = new Keychain({ childPath: keychainChildPath(), env: keyring.env, engine })
  })
  afterAll(async () => {
    store.close()
    await keyring.stop()
  })

  secretStoreContract(engine, () => store)

  test('secret-tool prints exactly what was written', async () => {
    const secret = '42|AbCdEfGh0123456789'
    await store.write({ service: 'beatpass', account: 'default/ci-main' }, new Secret(secret))
    expect(await keyring.lookup('service', 'beatpass', user, 'default/ci-main')).toBe(secret)
    await store.write({ service: 'beatpass-session', account: 'default' }, new Secret('7|session'))
    expect(await keyring.lookup('service', 'beatpass-session', user, 'default')).toBe('7|session')
  })

  test('writing twice makes one entry, a probe makes none', async () => {
    const before = await keyring.count()
    const entry = { service: 'beatpass', account: 'default/twice' } as const
    await store.write(entry, new Secret('one'))
    await store.write(entry, new Secret('two'))
    await Promise.all([store.probe(), store.probe()])
    expect(await keyring.count()).toBe(before + 1)
  })

  test('a longer secret than every keychain can hold is refused', async () => {
    const entry = { service: 'beatpass', account: 'default/long' } as const
    await expect(store.write(entry, new Secret('x'.repeat(1281)))).rejects.toMatchObject({
      failure: 'refused',
      message: 'the secret is longer than 1280 characters',
    })
    expect(await store.read(entry)).toBeUndefined()
  })
})
