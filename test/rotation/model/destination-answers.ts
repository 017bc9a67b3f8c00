import type { Answer, Held } from '../../../src/domain/rotation/run.ts'
import type { Step } from './step.ts'
import { ageOf, lives, replaced } from './world.ts'

const failed = (): Answer => ({ kind: 'failed' })
const done = (): Answer => ({ kind: 'done' })
const conflict = (): Answer => ({ kind: 'conflict' })
const unclear = (): Answer => ({ kind: 'unclear' })
const alive = (): Answer => ({ kind: 'alive' })
const dead = (): Answer => ({ kind: 'dead' })
const differs = (): Answer => ({ kind: 'differs' })

/** As `Hands.#read`: what it holds, kept for the conditional write and for putting it back. */
export function read(step: Step, at: number): void {
  const { scenario, rotator, world } = step
  step.emit({ what: `read ${at} fails`, key: 'failed', answer: failed, cost: 'faults' })
  if (!scenario.places[at]?.readable) {
    const held = (): Answer => ({ kind: 'held', held: { kind: 'unreadable' } })
    return step.emit({ what: `read ${at}: unreadable`, key: 'unreadable', answer: held })
  }
  const id = world.held[at] ?? 0
  const observed = replaced(rotator.observed, at, id)
  const foreign = rotator.own === 0 || id !== rotator.own
  const before = foreign ? replaced(rotator.before, at, id) : rotator.before
  const held: Held = id === 0 ? { kind: 'nothing' } : { kind: 'token', id: String(id) }
  const answer = (): Answer => ({ kind: 'held', held })
  step.emit({ what: `read ${at}: ${id}`, key: `held ${id}`, answer, hands: { observed, before } })
}

/** As `Hands.#write` over a place that compares values; what fails is looked at again where it can be read. */
export function write(step: Step, at: number): void {
  const { scenario, rotator, world } = step
  const place = scenario.places[at]
  const now = world.held[at] ?? 0
  const id = rotator.claim
  if (place?.readable && now === id)
    return step.emit({ what: `write ${at}: there`, key: 'done', answer: done })
  const refused = (place?.conditional && now !== rotator.observed[at]) || (place?.mono && now > id)
  if (refused) return step.emit({ what: `write ${at}: conflict`, key: 'conflict', answer: conflict })
  const held = { held: replaced(world.held, at, id) }
  step.emit({ what: `write ${at}`, key: 'done', answer: done, world: held })
  const asUnclear = { key: 'unclear', answer: unclear, cost: 'faults' as const }
  step.emit({ what: `write ${at}, answer lost`, world: held, ...asUnclear })
  step.emit({ what: `write ${at} lost`, ...asUnclear })
  step.emit({ what: `write ${at} fails`, key: 'failed', answer: failed, cost: 'faults' })
}

/** As `Hands.#prove`: reads back, and asks the platform unless it accepted that very secret before. */
export function prove(step: Step, at: number, text: string): void {
  const { scenario, rotator, world } = step
  const held = scenario.places[at]?.readable ? (world.held[at] ?? 0) : rotator.claim
  if (held === 0 || String(held) !== text)
    return step.emit({ what: `prove ${at}: differs`, key: 'differs', answer: differs })
  if (rotator.proven !== held && !lives(world, held))
    return step.emit({ what: `prove ${at}: dead`, key: 'dead', answer: dead })
  step.emit({ what: `prove ${at}`, key: 'alive', answer: alive, hands: { proven: held, claim: held } })
  if (rotator.proven === held) return
  step.emit({ what: `prove ${at} fails`, key: 'failed', answer: failed, cost: 'faults' })
  if (ageOf(world.tokens[held - 1] ?? 0) === 0)
    step.emit({ what: `prove ${at}: not accepted yet`, key: 'dead', answer: dead, cost: 'faults' })
}

/** As `Hands.#restore`: puts the previous value back, but only over its own. */
export function restore(step: Step, at: number): void {
  const { rotator, world } = step
  const previous = rotator.before[at] ?? 0
  if (previous === 0 || world.held[at] !== rotator.claim)
    return step.emit({ what: `restore ${at}: not needed`, key: 'done', answer: done })
  const held = { held: replaced(world.held, at, previous) }
  step.emit({ what: `restore ${at} to ${previous}`, key: 'done', answer: done, world: held })
  step.emit({
    what: `restore ${at}, answer lost`,
    key: 'failed',
    answer: failed,
    world: held,
    cost: 'faults',
  })
  step.emit({ what: `restore ${at} fails`, key: 'failed', answer: failed, cost: 'faults' })
}

/** As `Hands.#disprove`: asks with the old secret, where it was seen. */
export function disprove(step: Step, text: string): void {
  const { rotator, world } = step
  const id = Number(text)
  const known = rotator.by === id || rotator.before.includes(id)
  if (!known) return step.emit({ what: `disprove ${id}: unknown`, key: 'done', answer: done })
  const still = lives(world, id)
  step.emit({ what: `disprove ${id}`, key: still ? 'alive' : 'dead', answer: still ? alive : dead })
  step.emit({ what: `disprove ${id} fails`, key: 'failed', answer: failed, cost: 'faults' })
}
