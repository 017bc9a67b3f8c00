import { assess } from './assess.ts'
import { type Answer, patience, type Run, type Snapshot } from './run.ts'
import { again, end, enter, isOwn, snapshotIn } from './transitions.ts'

/** Lists until two snapshots are equal. */
export function observing(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return end(run, 'unavailable', 'the list could not be read')
  if (run.last === null) return { ...run, last: snapshot }
  if (!sameIds(run.last, snapshot)) {
    if (run.tries >= patience.rest) return end(run, 'unstable', 'the list of tokens keeps changing')
    return again({ ...run, last: snapshot })
  }
  const seen = snapshot.tokens.map(token => token.id)
  const observed = { ...run, last: snapshot, seen, held: [] }
  return run.goal.destinations === 0 ? decide(observed, snapshot) : enter(observed, 'reading')
}

/** Reads what each destination holds, then decides. */
export function reading(run: Run, answer: Answer): Run {
  if (answer.kind !== 'held' || !run.last) return end(run, 'unavailable', 'a destination could not be read')
  const held = [...run.held, answer.held]
  const at = run.at + 1
  return at < run.goal.destinations ? { ...run, held, at } : decide({ ...run, held }, run.last)
}

function decide(run: Run, snapshot: Snapshot): Run {
  const assessment = assess(run.goal, snapshot, run.held)
  switch (assessment.plan) {
    case 'wait-for-other':
      // A create of ours that came late is left for the next run: then this one did not leave everything as it was.
      return end(
        run,
        snapshot.tokens.some(token => isOwn(run, token)) ? 'incomplete' : 'busy',
        assessment.why,
      )
    case 'nothing':
      return end({ ...run, graced: assessment.graced }, run.verdict ?? 'nothing-due', 'nothing is left to do')
    case 'tidy': {
      const { claim, doomed, graced } = assessment
      return enter({ ...run, claim, ownsClaim: false, doomed, graced }, 'proving')
    }
    case 'claim':
      return enter({ ...run, claim: null, ownsClaim: false, why: assessment.why }, 'claiming')
  }
}

function sameIds(a: Snapshot, b: Snapshot): boolean {
  const ids = new Set(a.tokens.map(token => token.id))
  return a.tokens.length === b.tokens.length && b.tokens.every(token => ids.has(token.id))
}
