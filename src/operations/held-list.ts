import type { Moment } from '../domain/expiry.ts'
import { HeldTokens } from '../domain/held-tokens.ts'
import type { Token } from '../domain/token.ts'
import { compareIds, type TokenView } from '../domain/token-view.ts'
import type { KnownTokensPorts } from './known-tokens.ts'
import { listedPages } from './listed-pages.ts'

export const sortFields = ['created', 'name', 'expires', 'used'] as const
export type SortField = (typeof sortFields)[number]

/** Which tokens are wanted, and in which order. */
export interface HeldListRequest {
  sort: SortField
  /** What comes first of tokens that are the same otherwise. */
  ties: 'larger-id' | 'smaller-id'
  /** What ends before it counts as expiring. */
  within?: Moment
  wants?: (token: Token) => boolean
  limit?: number
}

/** Some tokens of a list, and the platform's clock. */
export interface ShownPage {
  tokens: readonly Token[]
  now: Date
}

/** Tokens in order, most of them held small: a page of them at a time is made into what is shown. */
export interface HeldList {
  now: Date
  size: number
  /** None or one. */
  first: readonly Token[]
  /** At least one page, which may be empty. */
  pages(): Iterable<ShownPage>
}

const page = 500
const forever = 8.64e15

/** Reads the whole list and sorts it. Created and used: latest first; expires: the soonest first; name: by the alphabet. */
export async function holdList(request: HeldListRequest, ports: KnownTokensPorts): Promise<HeldList> {
  const held = new HeldTokens()
  let last: { view: TokenView; now: Date } | undefined
  for await (const { tokens, view, now } of listedPages(ports, request.within)) {
    for (const token of tokens) held.add(token)
    last = { view, now }
  }
  const { view, now } = last ?? unlisted()
  const rows = new Rows(held, view)
  const order = rows.order(request).slice(0, request.limit)
  return {
    now,
    size: order.length,
    first: order.slice(0, 1).map(row => rows.token(row)),
    *pages() {
      for (let at = 0; at === 0 || at < order.length; at += page)
        yield { tokens: order.slice(at, at + page).map(row => rows.token(row)), now }
    },
  }
}

function unlisted(): never {
  throw new Error('a platform gave no page at all')
}

/** Rows by number: what the platform lists, then what it is missing. */
class Rows {
  readonly #held: HeldTokens
  readonly #view: TokenView
  readonly #missing: readonly Token[]

  constructor(held: HeldTokens, view: TokenView) {
    this.#held = held
    this.#view = view
    this.#missing = view.missing()
  }

  token(row: number): Token {
    return this.#missing[row - this.#held.size] ?? this.#view.show(this.#held.at(row))
  }

  order({ sort, ties, wants }: HeldListRequest): number[] {
    const count = this.#held.size + this.#missing.length
    const rows = Array.from({ length: count }, (_, row) => row)
    const wanted = wants ? rows.filter(row => wants(this.token(row))) : rows
    const byId = (a: number, b: number) =>
      ties === 'larger-id' ? compareIds(this.#id(b), this.#id(a)) : compareIds(this.#id(a), this.#id(b))
    if (sort === 'name') return wanted.sort((a, b) => compare(this.#name(a), this.#name(b)) || byId(a, b))
    const keys = new Float64Array(count)
    for (const row of wanted) keys[row] = this.#key(row, sort)
    return wanted.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || byId(a, b))
  }

  #key(row: number, sort: 'created' | 'used' | 'expires'): number {
    if (sort === 'expires') return this.token(row).expiresAt?.getTime() ?? forever
    const field = sort === 'created' ? 'createdAt' : 'lastUsedAt'
    const missing = this.#missing[row - this.#held.size]
    const time = missing ? missing[field]?.getTime() : this.#held.timeAt(row, field)
    return -(time || 0)
  }

  #id(row: number): string {
    return this.#missing[row - this.#held.size]?.id ?? this.#held.idAt(row)
  }

  #name(row: number): string {
    return this.#missing[row - this.#held.size]?.name ?? this.#held.nameAt(row)
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
