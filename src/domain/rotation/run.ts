/**
 * The rotation of one label as data: what it wants, what it has seen, what it does next. Every step is a pure function of
 * this data and one answer, so that the explorer, the simulator and the command run the very same protocol.
 * The protocol, its invariants (I1 to I12) and the crash table are explained in the README's section on rotation.
 */

export type Id = string

/** A live token of the label, as listed. */
export interface Listed {
  id: Id
  /** From its rotation tag; null for an untagged one that the user's reference means. */
  nonce: string | null
  /** Milliseconds since the epoch; null where the platform does not say. */
  createdAt: number | null
  /** Our own creation under another name than was asked for: by that no other run would know it for a claim. */
  renamed?: true
}

/** The label's live tokens at one moment. */
export interface Snapshot {
  tokens: readonly Listed[]
  /** The platform's clock; null where it sent none: then every foreign claim counts as young. */
  serverTime: number | null
}

/** What a destination holds: nothing, a token's secret, a value without an id, or what nobody can read. */
export type Held =
  | { kind: 'nothing' }
  | { kind: 'token'; id: Id }
  | { kind: 'other' }
  | { kind: 'unreadable' }

/** What a rotation is to reach; fixed before it begins. */
export interface Goal {
  /**
   * `rotate`: replace it in any case. `if-due`: only when the token in use is among `dueIds`, or something is broken. `finish`: never because of age; end predecessors and repair.
   */
  mode: 'rotate' | 'if-due' | 'finish'
  /** The ids whose end is near enough to be due; only for `if-due`. */
  dueIds: readonly Id[]
  /** How long a predecessor goes on working after its successor was created, milliseconds. */
  grace: number
  /** How long a foreign claim is respected, milliseconds. */
  lease: number
  destinations: number
  /** Claims whose run is known to have ended, because it was ours: nobody works with them, however young they are. */
  settled: readonly Id[]
  /** One for each create that may be sent, fixed before any leaves (I5). */
  nonces: readonly string[]
}

/** Whether a destination holds the claim's secret. */
export type Stored = 'no' | 'yes' | 'maybe'

/** Where the protocol stands; each phase asks for one kind of effect. */
export type Phase =
  | 'observing'
  | 'reading'
  | 'claiming'
  | 'resolving'
  | 'discarding'
  | 'awaiting'
  | 'checking'
  | 'guarding'
  | 'comparing'
  | 'writing'
  | 'proving'
  | 'diagnosing'
  | 'restoring'
  | 'securing'
  | 'revoking'
  | 'confirming'
  | 'disproving'
  | 'withdrawing'
  | 'withdrawn'
  | 'ended'

/** Where a rotation stands: all that its next step depends on. */
export interface Run {
  goal: Goal
  phase: Phase
  /** The snapshot before this one, until two are equal. */
  last: Snapshot | null
  /** How often the present phase has asked. */
  tries: number
  /** Live ids of the label before the claim: the only ones that may be revoked (I6). */
  seen: readonly Id[]
  held: readonly Held[]
  /** Creates sent so far. */
  creates: number
  /** The token that all destinations are to hold: our own creation, or the one they hold already. */
  claim: Id | null
  ownsClaim: boolean
  stored: readonly Stored[]
  /** The destination, or the doomed id, that is dealt with now. */
  at: number
  /** What is to be revoked once everything is proven. */
  doomed: readonly Id[]
  /** The predecessor that goes on working, and until when. */
  graced: { id: Id; until: number | null } | null
  /** Whether to wait before the phase's effect. */
  pause: boolean
  /** What to end with: once the claim is withdrawn, or when nothing more is found to do. */
  verdict: Outcome | null
  /** Why it ends like this, in words for the user. */
  why: string
}

export type Outcome =
  /** A successor is in place and the predecessor gone, or in its grace period. */
  | 'rotated'
  /** Predecessors that were left are gone; nothing was created. */
  | 'tidied'
  /** Nothing was due; nothing was written. */
  | 'nothing-due'
  /** Another run's claim stands: ours is withdrawn. */
  | 'busy'
  /** The first destination failed; our claim is revoked again. */
  | 'rolled-back'
  /** Unfinished but safe: run it again. */
  | 'incomplete'
  /** The list did not come to rest; nothing was changed. */
  | 'unstable'
  /** A read failed, or the create was refused, before anything was changed. */
  | 'unavailable'
  /** Interrupted before anything was changed, or after the claim was withdrawn. */
  | 'interrupted'

/** Who asks: the credential of this run, or the claim's own secret. */
export type Actor = 'credential' | 'claim'

export type Effect =
  | { do: 'list'; as: Actor }
  | { do: 'read'; at: number }
  | { do: 'create'; nonce: string }
  | { do: 'write'; at: number }
  | { do: 'prove'; at: number; id: Id }
  | { do: 'restore'; at: number }
  | { do: 'revoke'; id: Id; as: Actor }
  | { do: 'disprove'; id: Id }
  | { do: 'wait'; for: Phase }
  | { do: 'end'; outcome: Outcome; why: string }

export type Answer =
  | { kind: 'listed'; snapshot: Snapshot }
  | { kind: 'held'; held: Held }
  | { kind: 'created'; id: Id }
  /** The answer to a create or a revoke is missing: resolve by listing. */
  | { kind: 'lost' }
  | { kind: 'done' }
  | { kind: 'alive' }
  | { kind: 'dead' }
  /** A read-back gave another value than the claim's. */
  | { kind: 'differs' }
  /** A write that lost against a newer value; nothing was changed. */
  | { kind: 'conflict' }
  /** Certainly not done. */
  | { kind: 'failed' }
  /** A write that failed and may have been stored. */
  | { kind: 'unclear' }

/** How often a list is asked for until two are equal, a new token until it is listed, a lost revoke until it is gone. */
export const patience = { rest: 5, listing: 6, acceptance: 6, revoke: 2 }

/** The run before its first step. */
export function newRun(goal: Goal): Run {
  return {
    goal,
    phase: 'observing',
    last: null,
    tries: 0,
    seen: [],
    held: [],
    creates: 0,
    claim: null,
    ownsClaim: false,
    stored: Array.from({ length: goal.destinations }, () => 'no' as const),
    at: 0,
    doomed: [],
    graced: null,
    pause: false,
    verdict: null,
    why: '',
  }
}
