import type { Token } from '../../src/domain/token.ts'
import type { ShownPage } from '../../src/operations/held-list.ts'
import { listTokens } from '../../src/operations/list-tokens.ts'

/** What `listTokens` gives, all pages together. */
export function listed(...request: Parameters<typeof listTokens>): Promise<{ tokens: Token[]; now: Date }> {
  return shownIn(listTokens(...request))
}

export async function shownIn(pages: AsyncIterable<ShownPage> | Iterable<ShownPage>) {
  const tokens: Token[] = []
  let now = new Date(Number.NaN)
  for await (const page of pages) {
    tokens.push(...page.tokens)
    now = page.now
  }
  return { tokens, now }
}
