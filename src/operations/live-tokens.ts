import { labelOf, nonceOf } from '../domain/label.ts'
import { endOf } from '../domain/lifetime.ts'
import type { Listed } from '../domain/rotation/run.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'

/** By what a listed token is one of those that a rotation is about. */
export interface LiveBy {
  label: string
  /** Untagged tokens that are the label's. */
  adopted: ReadonlySet<string>
  /** What this run names its tokens by, and which of them answered to which: a platform may change a name. */
  nonces: readonly string[]
  made: ReadonlyMap<string, string>
}

/** The live tokens of a label: tagged ones, adopted untagged ones, and what this run made, whatever its name became. */
export function liveTokens(
  tokens: readonly PlatformToken[],
  { label, adopted, nonces, made }: LiveBy,
  now: Date,
  { platform }: Pick<Ports, 'platform'>,
): Listed[] {
  const { lifetimeDays } = platform.facts
  const ownNonce = ({ id, name }: PlatformToken) => made.get(id) ?? nonces.find(nonce => endsIn(name, nonce))
  return tokens.flatMap(token => {
    const { id, name, createdAt, revoked } = token
    const isOfLabel = isTaggedFor(label, name) || adopted.has(id)
    const own = isOfLabel ? undefined : ownNonce(token)
    if ((!isOfLabel && own === undefined) || revoked || hasEnded(token, lifetimeDays, now)) return []
    const listed = { id, nonce: own ?? nonceOf(name) ?? null, createdAt: createdAt?.getTime() ?? null }
    return [own === undefined ? listed : { ...listed, renamed: true as const }]
  })
}

/** The cheap look comes first: a list may hold many thousands of others. */
const isTaggedFor = (label: string, name: string) =>
  name.startsWith(label) && labelOf(name) === label && nonceOf(name) !== undefined

/** Whatever became of the case of its letters. */
const endsIn = (name: string, nonce: string) =>
  name[name.length - nonce.length - 1] === '~' && name.toLowerCase().endsWith(nonce)

function hasEnded(
  token: Pick<PlatformToken, 'createdAt' | 'expiresAt'>,
  lifetimeDays: number | null,
  now: Date,
) {
  const { expiresAt } = endOf({
    createdAt: token.createdAt,
    platform: token.expiresAt,
    requested: null,
    lifetimeDays,
  })
  return expiresAt !== null && expiresAt <= now
}
