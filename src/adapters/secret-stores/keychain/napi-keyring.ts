import type { KeychainApi } from './protocol.ts'

/**
 * `@napi-rs/keyring`, on Linux pinned to the Secret Service: unpinned it falls back to kernel memory, which a reboot
 * empties, and then reads absent as stored and stored as absent. Locked rejects.
 */
export async function openNapiKeyring(): Promise<KeychainApi> {
  const { AsyncEntry } = await import('@napi-rs/keyring')
  const entry = (service: string, account: string) =>
    new AsyncEntry(service, account, { linux: { store: 'secret-service' } })
  return {
    getPassword: async (service, account) => entry(service, account).getPassword(),
    setPassword: async (service, account, password) => entry(service, account).setPassword(password),
    deletePassword: async (service, account) => entry(service, account).deletePassword(),
  }
}
