import { advance } from '../../src/domain/rotation/advance.ts'
import { nextEffect } from '../../src/domain/rotation/next-effect.ts'
import {
  type Answer,
  type Effect,
  type Goal,
  type Held,
  type Listed,
  newRun,
  type Run,
} from '../../src/domain/rotation/run.ts'

export const minute = 60_000
export const serverTime = 100_000 * minute

export const goal: Goal = {
  mode: 'rotate',
  dueIds: [],
  grace: 0,
  lease: 15 * minute,
  settled: [],
  destinations: 1,
  nonces: ['own-a', 'own-b', 'own-c', 'own-d'],
}

/** A token that somebody claimed so many minutes ago; with a nonce of null an untagged one. */
export const token = (id: string, minutesAgo = 60, nonce: string | null = `n${id}`): Listed => ({
  id,
  nonce,
  createdAt: serverTime - minutesAgo * minute,
})

export const own = (id: string, nonce = 'own-a'): Listed => token(id, 0, nonce)
export const listed = (...tokens: Listed[]): Answer => ({ kind: 'listed', snapshot: { tokens, serverTime } })
export const held = (id: string): Held => ({ kind: 'token', id })
export const holds = (id: string): Answer => ({ kind: 'held', held: held(id) })
export const is = <Kind extends 'done' | 'lost' | 'alive' | 'dead' | 'failed'>(
  kind: Kind,
): { kind: Kind } => ({ kind })

/** Plays answers to a run, passing every pause. */
export function play(start: Run | Goal, ...answers: Answer[]): Run {
  let run = 'phase' in start ? start : newRun(start)
  for (const answer of answers) {
    run = advance(run, answer)
    while (run.pause) run = advance(run, { kind: 'done' })
  }
  return run
}

/** The effect of a run's present state. */
export const effectOf = (run: Run): Effect => nextEffect(run)

/** Up to the state in which its claim 9 is about to be delivered over what the destination held. */
export function claimed(at: Goal, before: Listed[], there: string, claim = own('9')): Run {
  const seen = listed(...before)
  const all = listed(...before, claim)
  return play(at, seen, seen, holds(there), { kind: 'created', id: claim.id }, all, all)
}

/** The same, delivered and proven: about to look whether it may revoke. */
export function delivered(at: Goal, before: Listed[], there: string, claim = own('9')): Run {
  const all = listed(...before, claim)
  return play(claimed(at, before, there, claim), all, holds(there), is('done'), is('alive'))
}
