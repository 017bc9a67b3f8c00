import type { Random } from '../ports/random.ts'

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** The system's random source; node:crypto is loaded by the first nonce. */
export const systemRandom: Random = {
  nonce(length) {
    const bytes = process.getBuiltinModule('node:crypto').randomBytes(length)
    return Array.from(bytes, byte => base32[byte % 32]).join('')
  },
  fraction: () => Math.random(),
}
