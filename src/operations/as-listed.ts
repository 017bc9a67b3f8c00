import type { Profile } from '../domain/profile.ts'
import type { PlatformToken, TokenRecord } from '../domain/token.ts'

/** What this machine holds of a platform that lists on its page only, as if that had listed it; the session too. */
export function asListed(
  records: readonly TokenRecord[],
  { session }: Pick<Profile, 'session'> = {},
): PlatformToken[] {
  const unknown = { expiresAt: null, lastUsedAt: null, environment: null, revoked: false }
  const others = records.filter(({ id }) => id !== session?.id)
  const listed = others.map(({ id, name, createdAt }) => ({ id, name, createdAt, ...unknown }))
  if (!session?.id) return listed
  const { id, createdAt } = session
  return [{ id, name: session.name || 'session', createdAt, ...unknown }, ...listed]
}
