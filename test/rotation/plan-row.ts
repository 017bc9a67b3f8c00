import { assess } from '../../src/domain/rotation/assess.ts'
import type { Goal, Held, Listed } from '../../src/domain/rotation/run.ts'
import { goal, serverTime } from './script.ts'

/** An observed state, and what the recovery rule says about it. */
export interface Row {
  rule: string
  goal?: Partial<Goal>
  tokens: Listed[]
  held: Held[]
  time?: number | null
  plan: object
}

export function planFor({ goal: special, tokens, held, time = serverTime }: Row): object {
  return assess({ ...goal, ...special, destinations: held.length }, { tokens, serverTime: time }, held)
}
