import {
  awaiting,
  checking,
  claiming,
  discarding,
  resolving,
  withdrawing,
  withdrawn,
} from './claim-phases.ts'
import { comparing, guarding, writing } from './deliver-phases.ts'
import { observing, reading } from './observe-phases.ts'
import { diagnosing, proving, restoring } from './prove-phases.ts'
import { confirming, disproving, revoking, securing } from './revoke-phases.ts'
import type { Answer, Phase, Run } from './run.ts'
import { end, hasStored, withdraw } from './transitions.ts'

type Handler = (run: Run, answer: Answer) => Run

const handlers: Record<Phase, Handler> = {
  observing,
  reading,
  claiming,
  resolving,
  discarding,
  awaiting,
  checking,
  guarding,
  comparing,
  writing,
  proving,
  diagnosing,
  restoring,
  securing,
  revoking,
  confirming,
  disproving,
  withdrawing,
  withdrawn,
  ended: run => run,
}

/** The run after the answer to its `nextEffect`. Pure: neither argument is changed. */
export function advance(run: Run, answer: Answer): Run {
  return run.pause ? { ...run, pause: false } : handlers[run.phase](run, answer)
}

/** The run after a signal: no new effect is begun; a claim that nobody holds yet is withdrawn. */
export function interrupt(run: Run): Run {
  if (run.phase === 'ended' || run.phase === 'withdrawing' || run.phase === 'withdrawn') return run
  if (run.claim === null || !run.ownsClaim)
    return end(run, hasChanged(run) ? 'incomplete' : 'interrupted', 'interrupted')
  return hasStored(run) ? end(run, 'incomplete', 'interrupted') : withdraw(run, 'interrupted', 'interrupted')
}

/** Whether a run without a claim of its own may have changed something: created, or revoked while tidying. */
function hasChanged({ creates, verdict, phase }: Run): boolean {
  return (
    creates > 0 ||
    verdict === 'tidied' ||
    phase === 'revoking' ||
    phase === 'confirming' ||
    phase === 'disproving'
  )
}
