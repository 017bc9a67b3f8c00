import { compareIds } from '../token-view.ts'
import type { Goal, Held, Id, Listed, Run, Snapshot } from './run.ts'

/** What an observed state calls for (the recovery rules of the rotation protocol, in their order). */
export type Assessment =
  | { plan: 'wait-for-other'; why: string }
  | { plan: 'nothing'; graced: Run['graced'] }
  /** All destinations hold `claim` or a larger one: prove that, then revoke `doomed`. */
  | { plan: 'tidy'; claim: Id; doomed: Id[]; graced: Run['graced'] }
  /** Create a successor, deliver it everywhere, then revoke all that was seen, less the one in its grace period. */
  | { plan: 'claim'; why: string }

/** Live tokens of one label, above which leftovers are revoked before anything is created (I3). */
const mostLive = 3

/** Decides from the platform and the destinations alone; it needs no memory of earlier runs. */
export function assess(goal: Goal, snapshot: Snapshot, held: readonly Held[]): Assessment {
  const { tokens } = snapshot
  const inUse = sharedToken(held, tokens)
  const due = inUse !== undefined && isDue(goal, inUse)
  const young = youngClaims(goal, snapshot)
  if (young.length > 0 && !isSettled(tokens, held, inUse, due)) {
    return { plan: 'wait-for-other', why: `token ${young.join(', ')} was claimed a short while ago` }
  }
  if (inUse === undefined || due) {
    const why = due ? 'due' : reason(held, new Set(tokens.map(token => token.id)))
    return pruned(goal, snapshot, held) ?? { plan: 'claim', why }
  }
  return tidy(goal, inUse, snapshot)
}

function isDue({ mode, dueIds }: Goal, inUse: Id): boolean {
  return mode === 'rotate' || (mode === 'if-due' && dueIds.includes(inUse))
}

/** Claims that another run may still be working with. */
export function youngClaims({ lease, nonces, settled }: Goal, { tokens, serverTime }: Snapshot): Id[] {
  return tokens
    .filter(({ nonce }) => nonce !== null && !nonces.includes(nonce))
    .filter(({ id }) => !settled.includes(id))
    .filter(token => !isOlder(token, serverTime, lease))
    .map(({ id }) => id)
}

/**
 * Whether the work of the newest claim is done for all to see: nothing else lives and every destination was read to hold
 * it. One that cannot be read may not have been written yet, so a claim is not followed by another; where nothing is due
 * there is no harm in it.
 */
function isSettled(
  tokens: readonly Listed[],
  held: readonly Held[],
  inUse: Id | undefined,
  due: boolean,
): boolean {
  const readable = held.every(one => one.kind !== 'unreadable')
  return tokens.length === 1 && inUse !== undefined && (readable || !due)
}

/** Whether a token is at least `age` milliseconds old by the platform's clock; never where that is unknown (I9). */
export function isOlder(token: Listed, serverTime: number | null, age: number): boolean {
  return serverTime !== null && token.createdAt !== null && serverTime - token.createdAt >= age
}

/** The one live token that every destination holds. A destination that cannot be read counts only when one token lives. */
function sharedToken(held: readonly Held[], tokens: readonly Listed[]): Id | undefined {
  const only = tokens.length === 1 ? tokens[0]?.id : undefined
  const ids = new Set(
    held.map(one => (one.kind === 'token' ? one.id : one.kind === 'unreadable' ? only : undefined)),
  )
  const [first, ...others] = ids
  return others.length === 0 && tokens.some(({ id }) => id === first) ? first : undefined
}

function reason(held: readonly Held[], live: ReadonlySet<Id>): string {
  const dead = held.find(one => one.kind === 'token' && !live.has(one.id))
  if (dead) return 'a destination holds a dead token'
  if (held.some(one => one.kind === 'unreadable')) return 'what a destination holds cannot be read'
  if (held.every(one => one.kind === 'nothing')) return 'no destination holds it'
  return 'the destinations disagree'
}

/**
 * Leftovers to revoke before a create, when there are too many: smaller than what every destination was read to hold. A
 * larger one stays, though nobody holds it: the process that made it may be asleep between its last look at a
 * destination and its write, and only a still larger id in that place keeps it from writing what we revoked.
 */
function pruned(goal: Goal, snapshot: Snapshot, held: readonly Held[]): Assessment | undefined {
  const { tokens } = snapshot
  if (tokens.length < mostLive) return undefined
  const ids = held.map(one => (one.kind === 'token' ? one.id : undefined))
  const known = ids.filter((id): id is Id => tokens.some(token => token.id === id))
  const [lowest] = known.sort(compareIds)
  if (lowest === undefined || known.length < ids.length) return undefined
  const { doomed, graced } = predecessors(goal, lowest, snapshot)
  return doomed.length === 0 ? undefined : { plan: 'tidy', claim: lowest, doomed, graced }
}

/** Ends predecessors; a larger leftover needs a fresh claim above it before it can go (see `pruned`). */
function tidy(goal: Goal, claim: Id, snapshot: Snapshot): Assessment {
  const { doomed, graced } = predecessors(goal, claim, snapshot)
  if (doomed.length > 0) return { plan: 'tidy', claim, doomed, graced }
  const orphan = snapshot.tokens.find(({ id, nonce }) => nonce !== null && compareIds(id, claim) > 0)
  // A fresh claim would end the grace period that was promised to the predecessor: the leftover waits for that.
  if (!orphan || graced) return { plan: 'nothing', graced }
  return { plan: 'claim', why: `an interrupted rotation left token ${orphan.id}` }
}

/** What lives below `claim`: to be revoked, but for the newest while its grace period lasts. */
function predecessors(goal: Goal, claim: Id, { tokens, serverTime }: Snapshot) {
  const graced = inGrace(goal, claim, tokens, serverTime)
  const smaller = tokens.map(({ id }) => id).filter(id => compareIds(id, claim) < 0)
  return { doomed: smaller.filter(id => id !== graced?.id), graced }
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
