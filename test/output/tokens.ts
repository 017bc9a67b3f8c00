import type { Token } from '../../src/domain/token.ts'

export const now = new Date('2026-03-01T12:00:00Z')

/** A token as it is shown: made a day ago, without an end, of somebody else. */
export function aToken(id: string, name: string, more: Partial<Token> = {}): Token {
  return {
    id,
    name,
    label: name,
    masked: `${id}|*************`,
    status: 'active',
    createdAt: new Date(now.getTime() - 86_400_000),
    expiresAt: null,
    expirySource: 'none',
    lastUsedAt: null,
    environment: null,
    storedIn: [],
    ...more,
  }
}
