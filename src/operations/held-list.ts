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
  /** The first for which that is so. */
  first(isSo: (token: Token) => boolean): Token | undefined
  /** At least one page, which may be empty. */
  pages(): Iterable<ShownPage>
}

/** Small, so that a page is gone before the next one needs room; what is written at once takes time whatever its size. */
const page = 128
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
  const order = rows.order(request)
  return {
    now,
    size: order.length,
    first: isSo => rows.first(order, isSo),
    *pages() {
      for (let at = 0; at === 0 || at < order.length; at += page)
        yield { tokens: rows.tokens(order.subarray(at, at + page)), now }
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
    return this.#missingAt(row) ?? this.#view.show(this.#held.at(row))
  }

  tokens(rows: Uint32Array): Token[] {
    const tokens: Token[] = []
    for (let at = 0; at < rows.length; at++) tokens.push(this.token(rows[at] ?? 0))
    return tokens
  }

  first(rows: Uint32Array, isSo: (token: Token) => boolean): Token | undefined {
    for (const row of rows) {
      const token = this.token(row)
      if (isSo(token)) return token
    }
    return undefined
  }

  order({ sort, ties, wants, limit }: HeldListRequest): Uint32Array {
    const rows = this.#wanted(wants)
    const byId: Comparison =
      ties === 'larger-id' ? (a, b) => this.#compareIds(b, a) : (a, b) => this.#compareIds(a, b)
    sortRows(rows, this.#comparison(sort, byId))
    return rows.subarray(0, limit)
  }

  #wanted(wants: HeldListRequest['wants']): Uint32Array {
    const rows = new Uint32Array(this.#held.size + this.#missing.length)
    let count = 0
    for (let row = 0; row < rows.length; row++) if (!wants || wants(this.token(row))) rows[count++] = row
    return rows.subarray(0, count)
  }

  #comparison(sort: SortField, byId: Comparison): Comparison {
    const all = this.#held.size + this.#missing.length
    if (sort === 'name') {
      const names = Array.from({ length: all }, (_, row) => this.token(row).name)
      const nameOf = (row: number) => names[row] ?? ''
      return (a, b) => compare(nameOf(a), nameOf(b)) || byId(a, b)
    }
    const keys = new Float64Array(all)
    for (let row = 0; row < all; row++) keys[row] = this.#key(row, sort)
    const keyOf = (row: number) => keys[row] ?? 0
    return (a, b) => keyOf(a) - keyOf(b) || byId(a, b)
  }

  #key(row: number, sort: 'created' | 'used' | 'expires'): number {
    if (sort === 'expires') return this.token(row).expiresAt?.getTime() ?? forever
    const field = sort === 'created' ? 'createdAt' : 'lastUsedAt'
    const missing = this.#missingAt(row)
    const time = missing ? missing[field]?.getTime() : this.#held.timeAt(row, field)
    return -(time || 0)
  }

  #missingAt(row: number): Token | undefined {
    return row < this.#held.size ? undefined : this.#missing[row - this.#held.size]
  }

  #compareIds(a: number, b: number): number {
    const difference = this.#held.numberAt(a) - this.#held.numberAt(b)
    return Number.isNaN(difference) ? compareIds(this.token(a).id, this.token(b).id) : difference
  }
}

/** Platforms mostly have an order already, as it is wanted or the other way round. */
function sortRows(rows: Uint32Array, comparison: Comparison): void {
  const inOrder = (sign: 1 | -1) =>
    rows.every((row, at) => at === 0 || sign * comparison(rows[at - 1] ?? 0, row) <= 0)
  if (inOrder(1)) return
  if (inOrder(-1)) rows.reverse()
  else rows.sort(comparison)
}

type Comparison = (a: number, b: number) => number

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
