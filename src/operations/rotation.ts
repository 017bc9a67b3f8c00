import type { Receipt } from '../domain/destination.ts'
import type { BeatpassError } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'

/** What became of one label. `planned` is what a dry run would do; `failed` did not begin. */
export type RotationOutcome =
  | 'rotated'
  | 'finished'
  | 'nothing-due'
  | 'planned'
  | 'busy'
  | 'rolled-back'
  | 'incomplete'
  | 'interrupted'
  | 'failed'

/** One step that changed or proved something. */
export interface RotationStep {
  step: string
  at: Date
}

/** What became of one rotation. */
export interface Rotation {
  label: string
  outcome: RotationOutcome
  predecessor: Token | null
  successor: Token | null
  /** While the predecessor is in its grace period: until when. */
  predecessorEndsAt: Date | null
  destinations: Receipt[]
  /** Whether every destination was read back, or acknowledged, and the platform accepts what it holds. */
  verified: boolean
  warnings: string[]
  /** What was done, in order; reading is left out. */
  steps: RotationStep[]
  /** Why it did not end as wished; its exit code is the command's. */
  error?: BeatpassError
}

/** The result for a label with which nothing was done. */
export function notBegun(label: string, outcome: RotationOutcome): Rotation {
  return {
    label,
    outcome,
    predecessor: null,
    successor: null,
    predecessorEndsAt: null,
    destinations: [],
    verified: false,
    warnings: [],
    steps: [],
  }
}
