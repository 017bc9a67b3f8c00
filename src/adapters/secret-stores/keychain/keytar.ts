import type { KeychainApi } from './protocol.ts'

/**
 * `keytar`, for people who have it; not installed with beatpass. On Linux it reads a locked keychain as an empty one:
 * a get gives `null`, a delete `false`. Only the default import works in every build of it, and `findCredentials`
 * crashes on items of other programs: never call it.
 */
export async function openKeytar(): Promise<KeychainApi> {
  const { default: keytar } = await import('keytar')
  return keytar
}
