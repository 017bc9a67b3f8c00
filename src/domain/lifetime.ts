import { day } from './status.ts'
import type { ExpirySource } from './token.ts'

/** What is known of a token's end, and from whom. */
export interface LifetimeFacts {
  createdAt: Date | null
  /** What the platform says of this token. */
  platform: Date | null
  /** What was asked for and is kept by us. */
  requested: Date | null
  /** The platform's fixed lifetime in days, or null. */
  lifetimeDays: number | null
}

/** When a token ends and where that is known from: the earliest of the three; an equal one counts as the platform's. */
export function endOf(facts: LifetimeFacts): { expiresAt: Date | null; expirySource: ExpirySource } {
  const policy =
    facts.lifetimeDays === null || facts.createdAt === null
      ? null
      : new Date(facts.createdAt.getTime() + facts.lifetimeDays * day)
  const known: [Date | null, ExpirySource][] = [
    [facts.platform, 'platform'],
    [policy, 'policy'],
    [facts.requested, 'requested'],
  ]
  let earliest: { expiresAt: Date | null; expirySource: ExpirySource } = {
    expiresAt: null,
    expirySource: 'none',
  }
  for (const [at, expirySource] of known) {
    if (at && (!earliest.expiresAt || at < earliest.expiresAt)) earliest = { expiresAt: at, expirySource }
  }
  return earliest
}
