import { allTokens, type Fetch, pagesOfTokens } from '../../../src/adapters/platforms/token-lists.ts'
import type { TokenList } from '../../../src/ports/platform.ts'

/** Answers one request after the other with these documents, in pieces of seven bytes. */
export function fetching(...documents: string[]): Fetch {
  return (_, read) => {
    const document = documents.shift()
    if (document === undefined) throw new Error('there is no further answer')
    return read({ status: 200, headers: {}, chunks: pieces(Buffer.from(document)) })
  }
}

async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
}

/** The list that these answers make; read page by page it must hold the same, or fail for the same reason. */
export async function readList(...answers: unknown[]): Promise<TokenList> {
  const documents = answers.map(answer => JSON.stringify(answer))
  const [whole, paged] = await Promise.allSettled([allTokens(fetching(...documents)), inPages(documents)])
  if (whole.status === 'rejected') {
    const reason = paged.status === 'rejected' ? String(paged.reason) : 'nothing'
    if (String(whole.reason) !== reason) throw new Error(`page by page it fails with ${reason}`)
    throw whole.reason
  }
  if (paged.status === 'rejected') throw paged.reason
  if (JSON.stringify(paged.value) !== JSON.stringify(whole.value.tokens)) throw new Error('pages differ')
  return whole.value
}

async function inPages(documents: readonly string[]): Promise<TokenList['tokens']> {
  const tokens: TokenList['tokens'] = []
  for await (const page of pagesOfTokens(fetching(...documents))) tokens.push(...page.tokens)
  return tokens
}
