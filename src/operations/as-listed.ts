import type { Profile } from '../domain/profile.ts'
import type { PlatformToken, TokenRecord } from '../domain/token.ts'

/** What this machine holds of a platform that lists on its page only, as if that had listed it; the session too. */
export function asListed(
  records: readonly TokenRecord[],
  { session }: Pick<Profile, 'session'> = {},
): PlatformToken[] {
  const listed = records.filter(({ id }) => id !== session?.id).map(recordAsListed)
  if (!session?.id) return listed
  const { id, name, createdAt } = session
  return [recordAsListed({ id, name: name || 'session', createdAt }), ...listed]
}

/** One of them: what only the platform could tell is not known. */
export function recordAsListed({
  id,
  name,
  createdAt,
}: Pick<TokenRecord, 'id' | 'name' | 'createdAt'>): PlatformToken {
  return { id, name, createdAt, expiresAt: null, lastUsedAt: null, environment: null, revoked: false }
}
