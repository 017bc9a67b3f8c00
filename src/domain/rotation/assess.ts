import { compareIds } from '../token-view.ts'
import type { Goal, Held, Id, Listed, Run, Snapshot } from './run.ts'

/** What an observed state calls for (the recovery rules of the rotation protocol, in their order). */
export type Assessment =
  | { plan: 'wait-for-other'; why: string }
  | { plan: 'nothing'; graced: Run['graced'] }
  /** All destinations hold `claim`: prove that, then revoke `doomed`. */
  | { plan: 'tidy'; claim: Id; doomed: Id[]; graced: Run['graced'] }
  /** Create a successor, deliver it everywhere, then revoke all that was seen, less the one in its grace period. */
  | { plan: 'claim'; why: string }

/** Live tokens of one label, above which leftovers are revoked before anything is created (I3). */
const mostLive = 3

/** Decides from the platform and the destinations alone; it needs no memory of earlier runs. */
export function assess(goal: Goal, { tokens, serverTime }: Snapshot, held: readonly Held[]): Assessment {
  const live = new Set(tokens.map(token => token.id))
  const young = tokens.filter(token => token.nonce !== null && !isOlder(token, serverTime, goal.lease))
  if (tokens.length > 1 && young.length > 0) {
    return {
      plan: 'wait-for-other',
      why: `token ${young.map(token => token.id).join(', ')} was claimed a short while ago`,
    }
  }
  const inUse = sharedToken(held, tokens)
  if (inUse === undefined || !live.has(inUse))
    return pruned(tokens, held) ?? { plan: 'claim', why: reason(held, live) }
  if (goal.mode === 'rotate' || (goal.mode === 'if-due' && goal.dueIds.includes(inUse))) {
    return pruned(tokens, held) ?? { plan: 'claim', why: 'due' }
  }
  return tidy(goal, inUse, tokens, serverTime, held)
}

/** Whether a token is at least `age` milliseconds old by the platform's clock; never where that is unknown (I9). */
export function isOlder(token: Listed, serverTime: number | null, age: number): boolean {
  return serverTime !== null && token.createdAt !== null && serverTime - token.createdAt >= age
}

/** The one token that every destination holds. A destination that cannot be read counts only when one token lives. */
function sharedToken(held: readonly Held[], tokens: readonly Listed[]): Id | undefined {
  const only = tokens.length === 1 ? tokens[0]?.id : undefined
  const ids = new Set(
    held.map(one => (one.kind === 'token' ? one.id : one.kind === 'unreadable' ? only : undefined)),
  )
  const [first, ...others] = ids
  return others.length === 0 ? first : undefined
}

function reason(held: readonly Held[], live: ReadonlySet<Id>): string {
  const dead = held.find(one => one.kind === 'token' && !live.has(one.id))
  if (dead) return 'a destination holds a dead token'
  if (held.some(one => one.kind === 'unreadable')) return 'what a destination holds cannot be read'
  if (held.every(one => one.kind === 'nothing')) return 'no destination holds it'
  return 'the destinations disagree'
}

/**
 * Leftovers to revoke before a create, when there are too many: held nowhere, while every destination was read and holds
 * another live one. What remains is claimed afterwards, in a second round.
 */
function pruned(tokens: readonly Listed[], held: readonly Held[]): Assessment | undefined {
  if (tokens.length < mostLive) return undefined
  const inUse = new Set(held.map(one => (one.kind === 'token' ? one.id : undefined)))
  if (inUse.size !== 1) return undefined
  const [claim] = inUse
  if (claim === undefined || !tokens.some(token => token.id === claim)) return undefined
  const doomed = tokens.map(token => token.id).filter(id => id !== claim)
  return { plan: 'tidy', claim, doomed, graced: null }
}

function tidy(
  goal: Goal,
  claim: Id,
  tokens: readonly Listed[],
  serverTime: number | null,
  held: readonly Held[],
): Assessment {
  const readable = held.every(one => one.kind !== 'unreadable')
  const smaller = tokens.filter(token => compareIds(token.id, claim) < 0)
  const orphans = tokens.filter(token => compareIds(token.id, claim) > 0 && token.nonce !== null)
  const graced = inGrace(goal, claim, tokens, serverTime)
  const doomed = [...smaller, ...(readable ? orphans : [])]
    .map(token => token.id)
    .filter(id => id !== graced?.id)
  return doomed.length === 0 ? { plan: 'nothing', graced } : { plan: 'tidy', claim, doomed, graced }
}

/** The newest predecessor of `claim`, while `claim` is younger than the grace period. */
function inGrace(goal: Goal, claim: Id, tokens: readonly Listed[], serverTime: number | null) {
  const successor = tokens.find(token => token.id === claim)
  const predecessor = newestBelow(claim, tokens)
  if (goal.grace === 0 || !predecessor || !successor || isOlder(successor, serverTime, goal.grace))
    return null
  return { id: predecessor, until: successor.createdAt === null ? null : successor.createdAt + goal.grace }
}

/** The largest id below `id`. */
export function newestBelow(id: Id, tokens: readonly { id: Id }[]): Id | undefined {
  return tokens
    .map(token => token.id)
    .filter(other => compareIds(other, id) < 0)
    .sort(compareIds)
    .at(-1)
}
