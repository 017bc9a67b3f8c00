import { createHash, randomInt } from 'node:crypto'
import { crc32 } from '../../domain/checksum.ts'
import { Secret } from '../../domain/secret.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The part of a new token after `|`, as Sanctum makes it: 40 letters and digits, then their CRC-32. */
export function mintSecret(): Secret {
  const entropy = Array.from({ length: 40 }, () => letters[randomInt(letters.length)]).join('')
  return new Secret(entropy + crc32(entropy))
}

/** What is stored of a secret. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
