import { References } from '../domain/reference.ts'
import type { PlatformToken } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import { type KnownTokens, type KnownTokensPorts, viewFacts } from './known-tokens.ts'

/** What references mean with what came up since: another machine may have ended a rotation, and its successor lives on. */
export function withLater(
  listed: readonly PlatformToken[],
  { list, records, now }: KnownTokens,
  known: References,
  ports: KnownTokensPorts,
): References {
  const before = new Set(list.tokens.map(({ id }) => id))
  const later = listed.filter(({ id }) => !before.has(id))
  if (later.length === 0) return known
  return new References(viewTokens([...list.tokens, ...later], records, viewFacts(ports, now)))
}
