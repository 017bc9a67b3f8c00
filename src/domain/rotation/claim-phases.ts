import { type Answer, patience, type Run } from './run.ts'
import {
  again,
  end,
  enter,
  fenced,
  isListed,
  isOwn,
  smallerRival,
  snapshotIn,
  withdraw,
} from './transitions.ts'

/** Creates in one attempt after a lost answer, at most. */
const mostAttempts = 2

/** Creates once; the create is the claim. */
export function claiming(run: Run, answer: Answer): Run {
  if (answer.kind === 'created') {
    return enter({ ...run, creates: run.creates + 1, claim: answer.id, ownsClaim: true }, 'awaiting')
  }
  if (answer.kind === 'lost') return enter({ ...run, creates: run.creates + 1 }, 'resolving')
  return end(run, run.creates === 0 ? 'unavailable' : 'incomplete', 'the platform refused to create a token')
}

/** Finds what became of a create whose answer was lost, by the nonce in its name (I11). */
export function resolving(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot)
    return end(run, 'incomplete', 'the answer to a create was lost, and the list could not be read')
  const orphan = snapshot.tokens.find(token => isOwn(run, token))
  if (!orphan) return tryAgain(run)
  if (run.tries >= patience.revoke) return end(run, 'incomplete', notDiscarded)
  return { ...run, phase: 'discarding', doomed: [orphan.id], at: 0 }
}

/** Revokes the orphan that the lost answer left: its secret is gone. Whether it went is for the list to say. */
export function discarding(run: Run, answer: Answer): Run {
  if (answer.kind === 'failed') return end(run, 'incomplete', notDiscarded)
  return { ...run, phase: 'resolving', doomed: [], tries: run.tries + 1 }
}

const notDiscarded = 'a token whose secret was lost could not be revoked'

function tryAgain(run: Run): Run {
  const spent = run.creates >= mostAttempts || run.creates >= run.goal.nonces.length
  return spent
    ? end(run, 'incomplete', 'the platform lost the answer to every create')
    : enter(run, 'claiming')
}

/** Waits until the list shows the own claim, then lets it settle. */
export function awaiting(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return withdraw(run, 'rolled-back', 'the list could not be read')
  const own = snapshot.tokens.find(({ id }) => id === run.claim)
  if (own?.renamed) return withdraw(run, 'rolled-back', 'the platform changed the name of the new token')
  if (own) return { ...enter(run, 'checking'), pause: true }
  if (run.tries < patience.listing) return again(run)
  return withdraw(run, 'rolled-back', 'the platform does not list the new token')
}

/** The smallest live claim wins; a larger one is withdrawn. */
export function checking(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return withdraw(run, 'rolled-back', 'the list could not be read')
  if (!isListed(run.claim, snapshot)) return fenced(run, snapshot)
  const vanished = run.seen.some(id => !isListed(id, snapshot))
  if (vanished || smallerRival(run, snapshot))
    return withdraw(run, 'busy', 'another rotation of it is under way')
  return enter(run, 'guarding')
}

/** The own claim was asked to end. */
export function withdrawing(run: Run, answer: Answer): Run {
  return answer.kind === 'failed' && run.tries > 0
    ? end(run, 'incomplete', `${run.why}; the new token ${run.claim} could not be revoked`)
    : { ...run, phase: 'withdrawn' }
}

/** The list shows whether it did: a platform's yes proves nothing. An orphan of an earlier create goes with it. */
export function withdrawn(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  const left = snapshot?.tokens.find(token => isOwn(run, token))
  if (snapshot && !left) return { ...run, phase: 'ended', claim: null, ownsClaim: false }
  if (run.tries + 1 < patience.revoke * run.creates)
    return { ...again(run), phase: 'withdrawing', claim: left?.id ?? run.claim }
  return end(run, 'incomplete', `${run.why}; the new token ${left?.id ?? run.claim} could not be revoked`)
}
