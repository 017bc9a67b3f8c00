import type { PlatformToken } from '../../domain/token.ts'
import { isoMillis } from '../answers/iso-millis.ts'

/**
 * A token in an answer that is as they all are, for lists in which there are many: what `readToken` gives, in a fraction
 * of the time; `undefined` leaves it to that, which names what is wrong.
 */
export function plainToken(item: unknown): PlatformToken | undefined {
  if (typeof item !== 'object' || item === null || !('id' in item) || !('name' in item)) return undefined
  const { id, name } = item
  const plain = typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 && typeof name === 'string'
  const createdAt = dateOf('created_at' in item ? item.created_at : null)
  const expiresAt = dateOf('expires_at' in item ? item.expires_at : null)
  const lastUsedAt = dateOf('last_used_at' in item ? item.last_used_at : null)
  if (!plain || createdAt === undefined || expiresAt === undefined || lastUsedAt === undefined)
    return undefined
  return { id: String(id), name, createdAt, expiresAt, lastUsedAt, environment: null, revoked: false }
}

function dateOf(value: unknown): Date | null | undefined {
  if (value === null) return null
  const millis = typeof value === 'string' ? isoMillis(value) : Number.NaN
  return Number.isNaN(millis) ? undefined : new Date(millis)
}
