import { compareIds } from '../token-view.ts'
import type { Answer, Listed, Outcome, Phase, Run, Snapshot } from './run.ts'

/** Goes to a phase, from its beginning. */
export function enter(run: Run, phase: Phase, at = 0): Run {
  return { ...run, phase, at, tries: 0, pause: false }
}

/** Asks the same again after a wait. */
export function again(run: Run): Run {
  return { ...run, tries: run.tries + 1, pause: true }
}

/** Ends the run with a verdict. */
export function end(run: Run, verdict: Outcome, why: string): Run {
  return { ...run, phase: 'ended', pause: false, verdict, why }
}

/** Revokes the own claim, reads that it is gone, and ends with the verdict. */
export function withdraw(run: Run, verdict: Outcome, why: string): Run {
  return { ...enter(run, 'withdrawing'), verdict, why }
}

/** Whether some destination holds the claim, or may. */
export function hasStored(run: Run): boolean {
  return run.stored.some(one => one !== 'no')
}

/** Withdraws while nobody holds the claim; else leaves both tokens alive for the next run. */
export function giveUp(run: Run, verdict: Outcome, why: string): Run {
  return hasStored(run) ? end(run, 'incomplete', why) : withdraw(run, verdict, why)
}

/** Somebody revoked our claim, as they may beyond its lease: what else bears our nonces goes too, while nobody holds it. */
export function fenced(run: Run, snapshot: Snapshot): Run {
  const why = 'another rotation revoked this claim'
  if (!hasStored(run)) return withdraw(run, 'busy', why)
  return end(run, snapshot.tokens.some(token => isOwn(run, token)) ? 'incomplete' : 'busy', why)
}

/** The snapshot in an answer; `undefined` when the list failed. */
export function snapshotIn(answer: Answer): Snapshot | undefined {
  return answer.kind === 'listed' ? answer.snapshot : undefined
}

/** Whether a snapshot has the token. */
export function isListed(id: string | null, { tokens }: Snapshot): boolean {
  return tokens.some(token => token.id === id)
}

/** Tokens of the label that were not there before our claim and are not ours: claims of other runs. */
export function foreignClaims(run: Run, { tokens }: Snapshot): Listed[] {
  return tokens.filter(token => token.id !== run.claim && !run.seen.includes(token.id) && !isOwn(run, token))
}

/** Whether this run made it: it bears one of its nonces. */
export function isOwn({ goal }: Run, { nonce }: Listed): boolean {
  return nonce !== null && goal.nonces.includes(nonce)
}

/** A foreign claim with a smaller id: it goes first. */
export function smallerRival(run: Run, snapshot: Snapshot): Listed | undefined {
  const { claim } = run
  return claim === null
    ? undefined
    : foreignClaims(run, snapshot).find(token => compareIds(token.id, claim) < 0)
}
