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

/** A token's end, or null for none that is known. */
export interface End {
  expiresAt: Date | null
  expirySource: ExpirySource
}

const none: Readonly<End> = { expiresAt: null, expirySource: 'none' }

/** When a token ends and where that is known from: the earliest of the three; an equal one counts as the platform's. */
export function endOf({ createdAt, platform, requested, lifetimeDays }: LifetimeFacts): Readonly<End> {
  const policy =
    lifetimeDays === null || createdAt === null ? null : new Date(createdAt.getTime() + lifetimeDays * day)
  return sooner(sooner(sooner(none, platform, 'platform'), policy, 'policy'), requested, 'requested')
}

function sooner(known: Readonly<End>, at: Date | null, expirySource: ExpirySource): Readonly<End> {
  const isSooner = at !== null && (known.expiresAt === null || at < known.expiresAt)
  return isSooner ? { expiresAt: at, expirySource } : known
}
