import { isOlder } from './assess.ts'
import { type Answer, patience, type Run, type Snapshot } from './run.ts'
import { again, end, enter, isListed, snapshotIn, withdraw } from './transitions.ts'

/** Reads each destination back and asks the platform with the value that was read. */
export function proving(run: Run, answer: Answer): Run {
  switch (answer.kind) {
    case 'alive': {
      const at = run.at + 1
      return at < run.goal.destinations ? enter(run, 'proving', at) : enter(run, 'securing')
    }
    case 'dead':
      if (run.tries < patience.acceptance) return again(run)
      return run.ownsClaim ? enter(run, 'diagnosing') : end(run, 'incomplete', notAccepted(run))
    case 'differs':
      return end(run, 'incomplete', 'a destination does not hold what was written to it')
    default:
      return end(run, 'incomplete', 'what was delivered could not be verified')
  }
}

/** The platform does not accept our own claim: put the previous value back wherever it is known and lives. */
export function diagnosing(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return end(run, 'incomplete', notAccepted(run))
  if (canRestore(run, snapshot)) return enter(run, 'restoring')
  const mayClaimAgain = !isListed(run.claim, snapshot) && run.creates < run.goal.nonces.length
  return mayClaimAgain ? observeAgain(run) : end(run, 'incomplete', notAccepted(run))
}

/** Writes the previous values back, then withdraws the claim. */
export function restoring(run: Run, answer: Answer): Run {
  if (answer.kind !== 'done') return end(run, 'incomplete', notAccepted(run))
  const at = run.at + 1
  return at < run.goal.destinations
    ? enter(run, 'restoring', at)
    : withdraw(run, 'rolled-back', notAccepted(run))
}

/** Somebody revoked the claim while destinations hold it: start over, they are repaired by a fresh one. */
function observeAgain(run: Run): Run {
  const stored = run.stored.map(() => 'no' as const)
  return { ...enter(run, 'observing'), last: null, claim: null, ownsClaim: false, stored }
}

const notAccepted = (run: Run) => `the platform does not accept the new token ${run.claim}`

/**
 * Only while the claim is within its lease: beyond it, another run may have found it alive, and be about to revoke the
 * very values that would be put back. And only where all destinations held the same: where they disagreed, one held the
 * claim of an interrupted run, which may be asleep on its way to withdrawing it.
 */
function canRestore({ claim, held, goal }: Run, snapshot: Snapshot): boolean {
  const own = snapshot.tokens.find(({ id }) => id === claim)
  if (own && isOlder(own, snapshot.serverTime, goal.lease)) return false
  const [first] = held
  if (first?.kind !== 'token' || !isListed(first.id, snapshot)) return false
  return held.every(one => one.kind === 'token' && one.id === first.id)
}
