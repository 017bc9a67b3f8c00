import { compareIds } from '../token-view.ts'
import type { Answer, Run, Stored } from './run.ts'
import { end, enter, fenced, giveUp, isListed, smallerRival, snapshotIn } from './transitions.ts'

/** Before each write: is the claim still alive, and still the first? A process that slept is fenced here. */
export function guarding(run: Run, answer: Answer): Run {
  const snapshot = snapshotIn(answer)
  if (!snapshot) return giveUp(run, 'rolled-back', 'the list could not be read')
  if (!isListed(run.claim, snapshot)) return fenced(run, snapshot)
  if (smallerRival(run, snapshot)) return giveUp(run, 'busy', 'another rotation of it is under way')
  return { ...run, phase: 'comparing' }
}

/** What the destination holds right now: a larger id is newer and stays (the id is the fencing token). */
export function comparing(run: Run, answer: Answer): Run {
  if (answer.kind !== 'held' || run.claim === null) {
    return giveUp(run, 'rolled-back', 'a destination could not be read')
  }
  const { held } = answer
  if (held.kind === 'token' && compareIds(held.id, run.claim) > 0) {
    return giveUp(run, 'busy', `a destination holds a newer token, ${held.id}`)
  }
  return { ...run, phase: 'writing', held: replaced(run.held, run.at, held) }
}

/** Conditional on what was just read, where the destination can be. */
export function writing(run: Run, answer: Answer): Run {
  switch (answer.kind) {
    case 'done':
      return afterWrite({ ...run, stored: replaced<Stored>(run.stored, run.at, 'yes') })
    case 'conflict':
      return giveUp(run, 'busy', 'a destination refused to be overwritten')
    case 'unclear':
      return end(
        { ...run, stored: replaced<Stored>(run.stored, run.at, 'maybe') },
        'incomplete',
        'a destination may or may not hold the new token',
      )
    default:
      return giveUp(run, 'rolled-back', 'a destination could not be written')
  }
}

function afterWrite(run: Run): Run {
  const at = run.at + 1
  return at < run.goal.destinations ? enter(run, 'guarding', at) : enter(run, 'proving')
}

function replaced<Item>(items: readonly Item[], at: number, item: Item): Item[] {
  return items.map((one, index) => (index === at ? item : one))
}
