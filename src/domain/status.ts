import type { Token, TokenStatus } from './token.ts'

export const day = 86_400_000

/** How long before its end a token counts as `expiring`, in milliseconds, unless `--within` says otherwise. */
export const expiringWithin = 14 * day

/** What a token's status follows from. */
export interface StatusFacts {
  expiresAt: Date | null
  revoked: boolean
  listed: boolean
  inGrace: boolean
}

/** The status at `now`; the first that holds wins: revoked, missing, expired, rotating, expiring, active. */
export function statusOf(facts: StatusFacts, now: Date, within = expiringWithin): TokenStatus {
  if (facts.revoked) return 'revoked'
  if (!facts.listed) return 'missing'
  const left = facts.expiresAt === null ? Number.POSITIVE_INFINITY : facts.expiresAt.getTime() - now.getTime()
  if (left <= 0) return 'expired'
  if (facts.inGrace) return 'rotating'
  return left <= within ? 'expiring' : 'active'
}

const ended: readonly TokenStatus[] = ['expired', 'missing', 'revoked']

/** Whether its time is over, or it is gone; one past an end that we alone keep may work on: see `stillWorks`. */
export function hasEnded({ status }: Pick<Token, 'status'>): boolean {
  return ended.includes(status)
}

const living: readonly TokenStatus[] = ['active', 'expiring', 'rotating']

/** Whether the platform takes it, as far as is known: past an end that we alone keep, it works on. */
export function stillWorks({ status, expirySource }: Pick<Token, 'status' | 'expirySource'>): boolean {
  return living.includes(status) || (status === 'expired' && expirySource === 'requested')
}
