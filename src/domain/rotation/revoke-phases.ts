import { compareIds } from '../token-view.ts'
import { newestBelow } from './assess.ts'
import { type Answer, type Id, type Listed, patience, type Run, type Snapshot } from './run.ts'
import { again, end, enter, fenced, foreignClaims, isListed, isOwn, snapshotIn } from './transitions.ts'

/** The last look before anything is revoked (I2): our claim lives, and no other run's claim does. */
export function securing(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return end(run, 'incomplete', 'the list could not be read before revoking')
  if (!isListed(run.claim, snapshot)) {
    return run.ownsClaim
      ? fenced(run, snapshot)
      : end(run, 'incomplete', 'the token in use was revoked by somebody else')
  }
  const [foreign] = foreignClaims(run, snapshot)
  // A larger claim withdraws as soon as it sees ours: worth a wait.
  if (foreign && run.tries < patience.listing) return again(run)
  if (foreign) return end(run, 'incomplete', `another rotation claimed token ${foreign.id} meanwhile`)
  const secured = run.ownsClaim ? sentence(run, snapshot) : run
  return secured.doomed.length === 0 ? conclude(secured) : enter(secured, 'revoking')
}

/** What an own claim may revoke: tokens seen before it, smaller than it, and leftovers of its own nonces. */
function sentence(run: Run, { tokens }: Snapshot): Run {
  const { claim, goal } = run
  if (claim === null) return run
  const seen = tokens.filter(({ id }) => run.seen.includes(id) && compareIds(id, claim) < 0)
  const own = tokens.filter(token => token.id !== claim && isOwn(run, token))
  const predecessor = goal.grace > 0 ? predecessorInUse(run, claim, seen) : undefined
  const createdAt = tokens.find(({ id }) => id === claim)?.createdAt ?? null
  const graced =
    predecessor === undefined
      ? null
      : { id: predecessor, until: createdAt === null ? null : createdAt + goal.grace }
  const doomed = [...new Set([...seen, ...own].map(({ id }) => id))].filter(id => id !== predecessor)
  return { ...run, doomed, graced }
}

/** The one that a grace period is for: what destinations held before; a newer one may be an orphan that nobody uses. */
function predecessorInUse({ held }: Run, claim: Id, seen: readonly Listed[]): Id | undefined {
  const used = seen.filter(({ id }) => held.some(one => one.kind === 'token' && one.id === id))
  return newestBelow(claim, used.length > 0 ? used : seen)
}

/** One after the other, with the successor as the credential; a lost or refused one is judged by the list. */
export function revoking(run: Run, _answer: Answer): Run {
  const at = run.at + 1
  return at < run.doomed.length ? { ...run, at } : { ...run, phase: 'confirming', at: 0 }
}

/** A platform's yes proves nothing: only the list does (I10). An own create that comes late is a leftover too. */
export function confirming(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return end(run, 'incomplete', 'whether the predecessor is gone could not be read')
  const late = snapshot.tokens.filter(token => isOwn(run, token) && token.id !== run.claim)
  const left = [...new Set([...run.doomed.filter(id => isListed(id, snapshot)), ...late.map(({ id }) => id)])]
  if (left.length === 0) return enter(run, 'disproving')
  const [foreign] = foreignClaims(run, snapshot)
  if (foreign) return end(run, 'incomplete', `another rotation claimed token ${foreign.id} meanwhile`)
  if (run.tries + 1 < patience.revoke)
    return { ...run, phase: 'revoking', doomed: left, at: 0, tries: run.tries + 1 }
  return end(run, 'incomplete', `the platform still lists token ${left.join(', ')}`)
}

/** The old secret, where it is known, must be refused. */
export function disproving(run: Run, answer: Answer): Run {
  if (answer.kind === 'alive') {
    return end(
      run,
      'incomplete',
      `the platform still accepts token ${run.doomed[run.at]}, though it does not list it`,
    )
  }
  if (answer.kind === 'failed')
    return end(run, 'incomplete', 'whether the predecessor is gone could not be verified')
  const at = run.at + 1
  return at < run.doomed.length ? { ...run, at } : conclude(run)
}

/** A rotation is done; after tidying, one more look finds what else there is to do. */
function conclude(run: Run): Run {
  if (run.ownsClaim) return end(run, 'rotated', run.why)
  return { ...enter(run, 'observing'), last: null, verdict: 'tidied' }
}
