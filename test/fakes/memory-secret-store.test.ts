import { expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { secretStoreContract } from '../contracts/secret-store.ts'
import { MemorySecretStore } from './memory-secret-store.ts'

secretStoreContract('memory', () => new MemorySecretStore())

test('it fails where it is told to, counts its calls, and works again once mended', async () => {
  const store = new MemorySecretStore()
  const entry = { service: 'beatpass', account: 'default/one' } as const
  store.fail('write')
  await expect(store.write(entry, new Secret('x'))).rejects.toMatchObject({ code: 'store_unavailable' })
  expect(store.entries.size).toBe(0)
  store.mend('write')
  await store.write(entry, new Secret('x'))
  store.fail('read', new Error('broken'))
  await expect(store.read(entry)).rejects.toThrow('broken')
  expect(store.calls).toEqual({ probe: 0, read: 1, write: 2, remove: 0 })
})
