import { createHash } from 'node:crypto'

/** What is stored of a secret that is random enough to need no salt: SHA-256, in hex. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
