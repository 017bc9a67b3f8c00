import type { Run } from '../../../src/domain/rotation/run.ts'
import { compareIds } from '../../../src/domain/token-view.ts'
import { real } from '../explorer.ts'
import { household, leftovers, readable, scenario, tagged } from '../model/scenario.ts'
import { budget } from '../scenarios.ts'
import { around, blinded, listOf, type Mutant, narrowed, skipped, withoutForeign } from './wrap.ts'

const narrow = { held: [1], places: [readable] }
const two = scenario({ name: 'two', ...narrow, budget: budget({ stale: 1, late: 1 }) })
const faulty = scenario({ name: 'faulty', ...narrow, budget: budget({ faults: 2 }) })
const sleeper = scenario({
  name: 'a sleeper beside finish',
  ...narrow,
  zombies: true,
  rotators: [{ mode: 'rotate' }, { mode: 'finish' }],
})

/** What rule 7 used to be: orphans above the token in use are revoked without a fresh claim above them. */
function orphansDeleted(run: Run): Run {
  const held = run.held.flatMap(one => (one.kind === 'token' ? [one.id] : []))
  const [claim = null] = held
  const doomed = run.seen.filter(id => claim !== null && compareIds(id, claim) > 0)
  if (doomed.length === 0 || held.some(id => id !== claim)) return run
  return { ...run, phase: 'proving', claim, ownsClaim: false, doomed, at: 0 }
}

/** Guards of the revoke: when, of what, and what counts as done. */
export const revokeMutants: Mutant[] = [
  {
    name: 'revoked before it is delivered',
    protocol: around((run, answer) => {
      const next = real.advance(run, answer)
      const first = next.phase === 'comparing' && next.at === 0
      return first ? { ...next, phase: 'revoking', doomed: next.seen } : next
    }),
    scenario: scenario({ name: 'one', rotators: [{ mode: 'rotate' }] }),
  },
  {
    name: 'revoked beside a foreign claim (securing)',
    protocol: blinded('securing', (run, answer) => [run, withoutForeign(run, answer)]),
    scenario: two,
  },
  {
    name: 'no last look before revoking (securing)',
    protocol: skipped('securing', run => listOf([...run.seen, run.claim])),
    scenario: two,
  },
  {
    name: 'all that is listed is revoked, seen before or not',
    protocol: blinded('securing', (run, answer) => {
      const ids = answer.kind === 'listed' ? answer.snapshot.tokens.map(({ id }) => id) : []
      return [{ ...run, seen: ids.filter(id => id !== run.claim) }, answer]
    }),
    scenario: two,
  },
  {
    name: 'revoked again beside a foreign claim (confirming)',
    protocol: blinded('confirming', (run, answer) => [run, withoutForeign(run, answer)]),
    scenario: faulty,
  },
  {
    name: 'a yes to DELETE is believed (confirming)',
    protocol: skipped('confirming', run => listOf([run.claim])),
    scenario: faulty,
  },
  {
    name: 'a list that still shows it counts as done',
    protocol: blinded('confirming', (run, answer) => [run, narrowed(answer, id => id === run.claim)]),
    scenario: faulty,
  },
  {
    name: 'own creates that come late are not looked for at the end',
    protocol: blinded('confirming', (run, answer) => [{ ...run, goal: { ...run.goal, nonces: [] } }, answer]),
    scenario: scenario({
      name: 'late',
      ...narrow,
      rotators: [{ mode: 'rotate' }],
      budget: budget({ faults: 1, late: 1 }),
    }),
  },
  {
    name: 'orphans are revoked without a fresh claim above them',
    protocol: around((run, answer) => {
      const next = real.advance(run, answer)
      return run.phase === 'reading' && next.phase === 'claiming' ? orphansDeleted(next) : next
    }),
    scenario: sleeper,
  },
  {
    name: 'leftovers are not revoked before one more is created',
    protocol: blinded('reading', (run, answer) => {
      const next = run.last && { ...run.last, tokens: run.last.tokens.slice(-2) }
      return [{ ...run, last: next }, answer]
    }),
    scenario: scenario({
      name: 'leftovers',
      first: [...household(tagged), ...leftovers(2)],
      held: [5, 5],
      rotators: [{ mode: 'rotate' }],
    }),
  },
  {
    name: 'the grace period is for the newest, used or not',
    protocol: blinded('securing', (run, answer) => [{ ...run, held: [] }, answer]),
    scenario: scenario({ name: 'grace', grace: true, budget: budget({ crashes: 1 }), ...narrow }),
  },
  {
    name: 'the grace period is forgotten by the next run',
    protocol: blinded('reading', (run, answer) => [{ ...run, goal: { ...run.goal, grace: 0 } }, answer]),
    scenario: scenario({
      name: 'grace',
      grace: true,
      rotators: [{ mode: 'rotate' }, { mode: 'finish' }],
      ...narrow,
    }),
  },
]
