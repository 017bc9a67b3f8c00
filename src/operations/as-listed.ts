import type { Profile } from '../domain/profile.ts'
import type { PlatformToken, TokenRecord } from '../domain/token.ts'

/** What this machine holds of a platform that lists on its page only, as if that had listed it; the session too. */
export function asListed(
  records: readonly TokenRecord[],
  { session }: Pick<Profile, 'session'>,
): PlatformToken[] {
  const kept = session?.id ? [{ id: session.id, name: session.name, createdAt: session.createdAt }] : []
  const others = records.filter(({ id }) => id !== session?.id)
  return [...kept, ...others].map(({ id, name, createdAt }) => ({
    id,
    name,
    createdAt,
    expiresAt: null,
    lastUsedAt: null,
    environment: null,
    revoked: false,
  }))
}
