import { crc32 } from '../../src/domain/checksum.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { PlatformToken } from '../../src/domain/token.ts'

/** A token as the memory platform keeps it. */
export interface MemoryToken {
  id: number
  accountId: number
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The secret of the token with that id, in Sanctum's form with its checksum; always the same for the same id. */
export function secretOf(id: number): Secret {
  let state = id + 1
  let text = ''
  for (let at = 0; at < 40; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    text += letters[(state >>> 16) % letters.length]
  }
  return new Secret(`${id}|${text}${crc32(text)}`)
}

/** As the platform lists it: no end of its own, no part of the secret. */
export function listed(token: MemoryToken): PlatformToken {
  return {
    id: String(token.id),
    name: token.name,
    createdAt: token.createdAt,
    expiresAt: null,
    lastUsedAt: token.lastUsedAt,
    environment: null,
    revoked: false,
  }
}

/** The platform keeps and tells whole seconds. */
export function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000)
}
