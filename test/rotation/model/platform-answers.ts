import type { Answer, Listed } from '../../../src/domain/rotation/run.ts'
import { ages, attempts, nameWith, nonceNumber, nonceIn as nonceShown, serverTime } from './scenario.ts'
import type { Step } from './step.ts'
import { ageOf, isAlive, isMadeBy, isShown, lives, newToken, nonceIn, replaced, revoked } from './world.ts'

const failed = (): Answer => ({ kind: 'failed' })
const lost = (): Answer => ({ kind: 'lost' })
const done = (): Answer => ({ kind: 'done' })

/** Whether a credential is accepted; 0 is the session that never ends. */
const accepted = (step: Step, id: number): boolean => id === 0 || lives(step.world, id)

const actor = ({ rotator }: Step, as: 'credential' | 'claim'): number =>
  as === 'claim' ? rotator.claim || rotator.by : rotator.by

/** All that is live, narrowed to the label; or without the newest young foreign claim. */
export function list(step: Step, as: 'credential' | 'claim'): void {
  if (!accepted(step, actor(step, as))) return step.emit({ what: 'list: 401', key: 'failed', answer: failed })
  const ids = selected(step)
  emitList(step, 'list', ids)
  const newest = newestForeign(step, ids)
  if (newest > 0 && step.may('stale')) {
    const stale = ids.filter(id => id !== newest)
    emitList(step, `list without ${newest}`, stale, 'stale')
  }
  step.emit({ what: 'list fails', key: 'failed', answer: failed, cost: 'faults' })
}

export function selected({ world, scenario }: Pick<Step, 'world' | 'scenario'>): number[] {
  const ids: number[] = []
  for (let id = 1; id <= world.tokens.length; id++) {
    if (!isShown(world.tokens[id - 1] ?? 0)) continue
    const first = scenario.first[id - 1]
    if (!first || scenario.selects(first.name, first.adopted ?? false)) ids.push(id)
  }
  return ids
}

function newestForeign(step: Step, ids: readonly number[]): number {
  const { world, scenario, at } = step
  const foreign = ids.filter(id => id > scenario.first.length && !isMadeBy(world, id, at))
  const newest = foreign.at(-1) ?? 0
  return newest > 0 && ageOf(world.tokens[newest - 1] ?? 0) === 0 ? newest : 0
}

function emitList(step: Step, what: string, ids: readonly number[], cost?: 'stale'): void {
  const { world, scenario } = step
  let key = 'list'
  let listed = 0
  for (const id of ids) {
    key += ` ${id}.${world.tokens[id - 1] ?? 0}`
    listed |= 1 << id
  }
  const tokens = (): Listed[] => ids.map(id => asListed(id, world.tokens[id - 1] ?? 0, step))
  const snapshot = () => ({ tokens: tokens(), serverTime: scenario.date ? serverTime : null })
  const answer = (): Answer => ({ kind: 'listed', snapshot: snapshot() })
  step.emit({ what, key, answer, listed, ...(cost ? { cost } : {}) })
}

function asListed(id: number, token: number, { scenario }: Step): Listed {
  const name = scenario.first[id - 1]?.name ?? nameWith(nonceIn(token))
  const nonce = name.includes('~') ? nonceShown(scenario, nonceIn(token)) : null
  return { id: String(id), nonce, createdAt: serverTime - (ages[ageOf(token)] ?? 0) }
}

/** Creates; the row may be listed later, the answer lost, the request late by any time. */
export function create(step: Step, nonce: string): void {
  const { world, rotator } = step
  if (!accepted(step, rotator.by)) return step.emit({ what: 'create: 401', key: 'failed', answer: failed })
  const number = nonceOf(step, nonce)
  const id = world.tokens.length + 1
  const made = (shown: boolean) => ({ tokens: [...world.tokens, newToken(number, shown)] })
  const hands = { own: id, claim: id, proven: 0 }
  const created = (): Answer => ({ kind: 'created', id: String(id) })
  const key = `created ${id}`
  step.emit({ what: `create ${id}`, key, answer: created, world: made(true), hands })
  step.emit({
    what: `create ${id}, listed later`,
    key,
    answer: created,
    world: made(false),
    hands,
    cost: 'late',
  })
  const asLost = { key: 'lost', answer: lost, cost: 'faults' as const }
  step.emit({ what: `create ${id}, answer lost`, world: made(true), ...asLost })
  step.emit({ what: 'create lost, not done', ...asLost })
  if (step.may('late')) {
    const left = { ...world.left, late: world.left.late - 1 }
    step.emit({ what: `create ${id}, answer lost, listed later`, world: { ...made(false), left }, ...asLost })
    const delayed = [...world.delayed, number]
    step.emit({ what: 'create delayed, answer lost', world: { delayed, left }, ...asLost })
  }
  step.emit({ what: 'create refused', key: 'failed', answer: failed, cost: 'faults' })
}

function nonceOf({ at, scenario }: Step, text: string): number {
  for (let attempt = 0; attempt < attempts; attempt++)
    if (nonceShown(scenario, nonceNumber(at, attempt)) === text) return nonceNumber(at, attempt)
  throw new Error(`a nonce that is not its own: ${text}`)
}

/** Revokes; always answered with success unless something goes wrong. A row that is not listed yet may survive it. */
export function revoke(step: Step, text: string, as: 'credential' | 'claim'): void {
  const { world } = step
  const id = Number(text)
  if (!accepted(step, actor(step, as)))
    return step.emit({ what: `revoke ${id}: 401`, key: 'failed', answer: failed })
  const token = world.tokens[id - 1] ?? 0
  const effective = isAlive(token)
  const world2 = { tokens: replaced(world.tokens, id - 1, revoked()) }
  step.emit({ what: `revoke ${id}`, key: 'done', answer: done, world: world2 })
  if (effective && !isShown(token)) step.emit({ what: `revoke ${id}, too early`, key: 'done', answer: done })
  if (!effective) return
  step.emit({ what: `revoke ${id}, answer lost`, key: 'lost', answer: lost, world: world2, cost: 'faults' })
  step.emit({ what: `revoke ${id} lost`, key: 'lost', answer: lost, cost: 'faults' })
  step.emit({ what: `revoke ${id} does nothing`, key: 'done', answer: done, cost: 'faults' })
  step.emit({ what: `revoke ${id} refused`, key: 'failed', answer: failed, cost: 'faults' })
}
