/** Where a token's end is known from. */
export type ExpirySource = 'platform' | 'policy' | 'requested' | 'none'

/** `missing`: we hold a secret, the platform has no such token. `rotating`: a predecessor in its grace period. */
export type TokenStatus = 'active' | 'expiring' | 'expired' | 'rotating' | 'revoked' | 'missing'

/** A token as the platform lists it. No part of the secret is in here. */
export interface PlatformToken {
  id: string
  name: string
  createdAt: Date | null
  /** What the platform says; null is not "never", see `ExpirySource`. */
  expiresAt: Date | null
  lastUsedAt: Date | null
  environment: string | null
  /** True where a platform keeps revoked tokens in its list. */
  revoked: boolean
  /** What the platform itself shows in place of the secret. */
  masked?: string
  description?: string
  /** The id of the token that succeeded a revoked one. */
  replacedBy?: string
}

/** A token as beatpass shows it: the platform's facts joined with our own record. Safe to print. */
export interface Token {
  id: string
  name: string
  label: string
  masked: string
  status: TokenStatus
  createdAt: Date | null
  expiresAt: Date | null
  expirySource: ExpirySource
  lastUsedAt: Date | null
  environment: string | null
  /** Destinations known to hold the secret; empty for a foreign token. */
  storedIn: string[]
  /** Where the platform keeps one. */
  description?: string
  /** The id of the token that succeeded a revoked one, where the platform says so. */
  replacedBy?: string
}

/** What this machine remembers of a token it made or was given. Never holds a secret. */
export interface TokenRecord {
  id: string
  name: string
  label: string
  masked: string
  createdAt: Date | null
  /** The end that was asked for, where the platform takes none. */
  requestedExpiry: Date | null
  /** The same as it was typed (`30d`), so that a successor gets the same lifetime; null when nothing was asked. */
  requestedAs: string | null
  /** The addresses of the places that hold it, some with their folder: `asTyped` is what to show. */
  storedIn: string[]
  /** Set on a predecessor that still works until then. */
  graceEndsAt: Date | null
}
