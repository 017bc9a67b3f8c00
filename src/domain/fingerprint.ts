import { crc32 } from './checksum.ts'
import type { Secret } from './secret.ts'

/** A short one-way mark of a secret whose token has no id that anybody is told: 32 bits say nothing of the rest. */
export function fingerprintOf(secret: Secret): string {
  return `fp-${crc32(secret.reveal())}`
}
