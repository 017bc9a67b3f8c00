import { TokenAmbiguous, TokenNotFound } from './errors.ts'
import type { Token } from './token.ts'

/**
 * The one token that a reference (an id, a name or a label) means. An id wins over a name; of several tokens with the
 * same label, the one in use (neither a predecessor in its grace period nor ended) wins over the others.
 * Throws `TokenNotFound`, or `TokenAmbiguous` with the candidates' ids.
 */
export function resolveReference(reference: string, tokens: readonly Token[]): Token {
  const byId = tokens.find(token => token.id === reference)
  if (byId) return byId
  const exact = tokens.filter(token => token.name === reference)
  const named =
    exact.length > 0 && exact[0]?.label !== reference ? exact : tokens.filter(t => t.label === reference)
  const inUse = named.filter(token => token.status === 'active' || token.status === 'expiring')
  const candidates = inUse.length > 0 ? inUse : named
  const [first, ...others] = candidates
  if (!first) {
    throw new TokenNotFound(`no token named '${reference}'`, { hint: 'beatpass tokens list shows them' })
  }
  if (others.length > 0) {
    throw new TokenAmbiguous(
      `'${reference}' fits ${candidates.length} tokens: ${candidates.map(t => t.id).join(', ')}`,
      {
        hint: 'name one by its id',
      },
    )
  }
  return first
}
