import { beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import type { Entry, SecretStore } from '../../src/ports/secret-store.ts'

const accounts = [
  'default/ci main',
  'default/Größe über alles',
  'default/钥匙 🔑👩‍👩‍👧',
  `default/"quoted" 'twice' \`thrice\``,
  'default/-leading-dash',
  'default/--force',
  'default/a..b',
  'default/...',
  'default/$HOME $(id) %s \\n',
  'default/*',
  'default/[a-z]?',
  'default/ends.gpg',
  'default/__proto__',
  `default/${'x'.repeat(88)}`,
  `default/${'🔑'.repeat(88)}`,
]

const secrets = {
  'a token': '42|AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd1a2b3c4d',
  quotes: `'single' "double" \`back\``,
  'a dollar sign and a backslash': '$HOME $(id) \\n %s',
  'spaces at both ends': '  two  ',
  'a line end inside': 'first\nsecond',
  'a line end at its end': 'first\n',
  'text beyond ASCII': 'schlüssel 🔑',
  'something long': '0123456789'.repeat(128),
}

/** Every secret store, real or fake, is held to this. `make` gives a store that holds nothing of the accounts used here. */
export function secretStoreContract(name: string, make: () => Promise<SecretStore> | SecretStore): void {
  describe(`${name} keeps the contract of a secret store`, () => {
    let store: SecretStore
    const entry = (account: string): Entry => ({ service: 'beatpass', account })
    beforeAll(async () => {
      store = await make()
    })

    test('a probe accepts and leaves nothing behind', async () => {
      await store.probe()
      expect(await store.read(entry('probe'))).toBeUndefined()
    })

    test('it says where secrets rest', () => {
      expect(store.location).toMatch(/\S/)
    })

    test('absent is undefined, and removing it is no error', async () => {
      expect(await store.read(entry('default/absent'))).toBeUndefined()
      await store.remove(entry('default/absent'))
    })

    test('written, read, replaced, removed', async () => {
      const one = entry('default/one')
      await store.write(one, new Secret('first'))
      expect((await store.read(one))?.reveal()).toBe('first')
      await store.write(one, new Secret('second'))
      expect((await store.read(one))?.reveal()).toBe('second')
      await store.remove(one)
      expect(await store.read(one)).toBeUndefined()
    })

    test('the same account of two services is two entries', async () => {
      const token: Entry = { service: 'beatpass', account: 'default' }
      const session: Entry = { service: 'beatpass-session', account: 'default' }
      await store.write(token, new Secret('token'))
      expect(await store.read(session)).toBeUndefined()
      await store.write(session, new Secret('session'))
      await store.remove(token)
      expect(await store.read(token)).toBeUndefined()
      expect((await store.read(session))?.reveal()).toBe('session')
      await store.remove(session)
    })

    test('odd names are names like others, each apart from the rest', async () => {
      for (const account of accounts) await store.write(entry(account), new Secret(`of ${account}`))
      for (const account of accounts) {
        expect((await store.read(entry(account)))?.reveal()).toBe(`of ${account}`)
      }
      for (const [at, account] of accounts.entries()) {
        await store.remove(entry(account))
        expect(await store.read(entry(account))).toBeUndefined()
        const next = accounts[at + 1]
        if (next) expect((await store.read(entry(next)))?.reveal()).toBe(`of ${next}`)
      }
    }, 120_000)

    test.each(Object.entries(secrets))('%s comes back the same', async (_, text) => {
      await store.write(entry('default/value'), new Secret(text))
      expect((await store.read(entry('default/value')))?.reveal()).toBe(text)
      await store.remove(entry('default/value'))
    })

    test.each([
      ['an empty secret', ''],
      ['a NUL', 'ab\0cd'],
      ['half a surrogate pair', 'ab\ud800cd'],
    ])('%s is refused and the stored secret stays', async (_, text) => {
      const kept = entry('default/kept')
      await store.write(kept, new Secret('kept'))
      await expect(store.write(kept, new Secret(text))).rejects.toMatchObject({
        code: 'store_unavailable',
        failure: 'refused',
      })
      expect((await store.read(kept))?.reveal()).toBe('kept')
      await store.remove(kept)
    })

    test('a name with a NUL is refused', async () => {
      await expect(store.write(entry('default/a\0b'), new Secret('x'))).rejects.toMatchObject({
        failure: 'refused',
      })
      await expect(store.read(entry(''))).rejects.toMatchObject({ failure: 'refused' })
    })
  })
}
