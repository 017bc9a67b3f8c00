import type { Token, TokenStatus } from '../domain/token.ts'

/** What has ended cannot be replaced any more, for a platform that is told of it: its successor is a new token. */
const ended = new Set<TokenStatus>(['missing', 'revoked', 'expired'])

/** What a successor has in common with its predecessor (I12), beside its name. */
export function likeBefore({ id, environment, description, status }: Token, expiresAt: Date | null) {
  return {
    expiresAt,
    ...(environment === null ? {} : { environment }),
    ...(description === undefined ? {} : { description }),
    ...(ended.has(status) ? {} : { replaces: id }),
  }
}
