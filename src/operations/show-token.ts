import { resolveReference } from '../domain/reference.ts'
import type { Token } from '../domain/token.ts'
import type { KnownTokensPorts } from './known-tokens.ts'
import { shownTokens } from './shown-tokens.ts'

/** One token by name or id; `now` is the platform's clock. Throws `TokenNotFound`, `TokenAmbiguous`. */
export async function showToken(
  reference: string,
  ports: KnownTokensPorts,
): Promise<{ token: Token; now: Date }> {
  const { tokens, now } = await shownTokens(ports)
  return { token: resolveReference(reference, tokens), now }
}
