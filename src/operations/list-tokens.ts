import type { Moment } from '../domain/expiry.ts'
import type { Token, TokenStatus } from '../domain/token.ts'
import { isListedByPage } from './by-page.ts'
import { holdList, type ShownPage, type SortField } from './held-list.ts'
import type { KnownTokensPorts } from './known-tokens.ts'
import { listedPages } from './listed-pages.ts'

/** Which tokens to list, and in which order. */
export interface ListTokensRequest {
  /** Part of the name, letter case aside. */
  nameContains?: string
  status?: TokenStatus
  /** What ends before it counts as expiring. */
  within?: Moment
  /**
   * `none`: as the platform sends them, each page at once and none of it held; what this machine has a record of and the
   * platform does not list comes last. A predecessor is known by its successor only where that came first.
   */
  sort: SortField | 'none'
  limit?: number
}

/**
 * The account's tokens, ties by the larger id first; `now` is the platform's clock. At least one page, which may be empty;
 * nothing is asked before the first one is wanted.
 */
export async function* listTokens(
  request: ListTokensRequest,
  ports: KnownTokensPorts,
): AsyncGenerator<ShownPage> {
  const { sort } = request
  const { facts, apiUrl } = ports.platform
  if (isListedByPage(ports.platform)) {
    const page = facts.page('list', apiUrl)
    ports.terminal.note(
      `${facts.title} lists tokens on its web page only: these are kept here, all are at ${page}`,
    )
  }
  if (sort === 'none') return yield* asTheyCome(request, ports)
  const wants = filterOf(request)
  const held = await holdList({ ...request, sort, ties: 'larger-id', ...(wants && { wants }) }, ports)
  yield* held.pages()
}

async function* asTheyCome(request: ListTokensRequest, ports: KnownTokensPorts): AsyncGenerator<ShownPage> {
  const wants = filterOf(request)
  const wanted = (tokens: Token[]) => (wants ? tokens.filter(wants) : tokens).slice(0, left)
  let left = request.limit ?? Number.POSITIVE_INFINITY
  let last: Omit<ShownPage, 'tokens'> & { missing(): Token[] } = { now: ports.clock.now(), missing: () => [] }
  for await (const { tokens, view, now } of listedPages(ports, request.within)) {
    const shown = wanted(tokens.map(token => view.show(token)))
    yield { tokens: shown, now }
    left -= shown.length
    if (left === 0) return
    last = { now, missing: () => view.missing() }
  }
  yield { tokens: wanted(last.missing()), now: last.now }
}

/** Undefined where every token is wanted. */
function filterOf({ nameContains, status }: ListTokensRequest): ((token: Token) => boolean) | undefined {
  if (nameContains === undefined && status === undefined) return undefined
  const text = nameContains?.toLowerCase() ?? ''
  return token =>
    (token.name.toLowerCase().includes(text) || token.label.toLowerCase().includes(text)) &&
    (status === undefined || token.status === status)
}
