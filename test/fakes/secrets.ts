import { randomBytes } from 'node:crypto'
import { crc32 } from '../../src/domain/checksum.ts'
import { Secret } from '../../src/domain/secret.ts'

/** A fresh secret in the platform's real form: `<id>|<40 characters><their CRC-32>`. */
export function freshSecret(id: number | string = 12): Secret {
  const text = randomBytes(20).toString('hex')
  return new Secret(`${id}|${text}${crc32(text)}`)
}
