import type { Moment } from '../domain/expiry.ts'
import type { Token, TokenStatus } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import { type KnownTokensPorts, knownTokens } from './known-tokens.ts'

export const sortFields = ['created', 'name', 'expires', 'used'] as const
export type SortField = (typeof sortFields)[number]

/** Which tokens to list, and in which order. */
export interface ListTokensRequest {
  /** Part of the name, letter case aside. */
  nameContains?: string
  status?: TokenStatus
  /** What ends before it counts as expiring. */
  within?: Moment
  sort: SortField
  limit?: number
}

/** The account's tokens, newest first unless sorted otherwise; `now` is the platform's clock. */
export async function listTokens(
  request: ListTokensRequest,
  ports: KnownTokensPorts,
): Promise<{ tokens: Token[]; now: Date }> {
  const { tokens, now } = await knownTokens(ports, request.within)
  const text = request.nameContains?.toLowerCase()
  const wanted = tokens.filter(
    token =>
      (text === undefined ||
        token.name.toLowerCase().includes(text) ||
        token.label.toLowerCase().includes(text)) &&
      (request.status === undefined || token.status === request.status),
  )
  return { tokens: wanted.sort(orderBy(request.sort)).slice(0, request.limit), now }
}

/** Created and used: latest first; expires: the soonest first; name: by the alphabet. Ties go to the larger id. */
function orderBy(field: SortField): (a: Token, b: Token) => number {
  const newest = (a: Token, b: Token) => compareIds(b.id, a.id)
  const latest = (a: Date | null, b: Date | null) => (b?.getTime() ?? 0) - (a?.getTime() ?? 0)
  const soonest = (a: Date | null, b: Date | null) => (a?.getTime() ?? forever) - (b?.getTime() ?? forever)
  switch (field) {
    case 'created':
      return (a, b) => latest(a.createdAt, b.createdAt) || newest(a, b)
    case 'used':
      return (a, b) => latest(a.lastUsedAt, b.lastUsedAt) || newest(a, b)
    case 'expires':
      return (a, b) => soonest(a.expiresAt, b.expiresAt) || newest(a, b)
    case 'name':
      return (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : newest(a, b))
  }
}

const forever = 8.64e15
