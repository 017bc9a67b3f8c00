import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'

/** Whether a stored secret is that token's: by the id it begins with, or where it has none by its mask. */
export function belongs(
  secret: Secret,
  token: Pick<Token | TokenRecord, 'id' | 'masked'>,
  { platform }: Pick<Ports, 'platform'>,
): boolean {
  return secret.tokenId === undefined
    ? maskOf(secret, platform.facts.mask) === token.masked
    : secret.tokenId === token.id
}
