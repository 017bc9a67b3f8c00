import { real } from '../explorer.ts'
import { household, readable, scenario, serverTime, tagged, writeOnly } from '../model/scenario.ts'
import { budget } from '../scenarios.ts'
import { around, blinded, listOf, type Mutant, skipped, withoutForeign } from './wrap.ts'

const sleepers = scenario({ name: 'sleepers', zombies: true })
const lossy = scenario({
  name: 'lossy',
  rotators: [{ mode: 'rotate' }],
  budget: budget({ faults: 2, late: 1 }),
})
const narrow = { held: [1], places: [readable] }
const writeOnlyPlaces = { held: [0, 0], places: [writeOnly, writeOnly] }
const dead = scenario({
  name: 'dead predecessor',
  first: household({ ...tagged, alive: false }),
  ...writeOnlyPlaces,
})

/** Guards of the claim: who may create, who wins, what becomes of a lost answer. */
export const claimMutants: Mutant[] = [
  {
    name: 'no election: the smaller id does not win',
    protocol: around((run, answer) => {
      const elects = run.phase === 'checking' || run.phase === 'guarding'
      return real.advance(run, elects && !run.pause ? withoutForeign(run, answer) : answer)
    }),
    scenario: scenario({ name: 'two', ...narrow }),
  },
  {
    name: 'no look at rivals before the first destination is written (checking)',
    protocol: skipped('checking', run => listOf([...run.seen, run.claim])),
    scenario: scenario({ name: 'settles', settles: true, budget: budget({ late: 1 }) }),
  },
  {
    name: 'no fence before a write (guarding)',
    protocol: skipped('guarding', run => listOf([...run.seen, run.claim])),
    scenario: sleepers,
  },
  {
    name: 'a claim that is not listed is not waited for (awaiting)',
    protocol: skipped('awaiting', run => listOf([run.claim])),
    scenario: scenario({ name: 'late', rotators: [{ mode: 'rotate' }], budget: budget({ late: 1 }) }),
  },
  {
    name: 'the lease is ignored',
    protocol: blinded('reading', (run, answer) => [{ ...run, goal: { ...run.goal, lease: 0 } }, answer]),
    scenario: scenario({ name: 'two' }),
  },
  {
    name: 'ages are judged by our own clock',
    protocol: blinded('reading', (run, answer) => {
      const ours = serverTime + 1_000_000
      return [{ ...run, last: run.last && { ...run.last, serverTime: ours } }, answer]
    }),
    scenario: scenario({ name: 'no date', date: false }),
  },
  {
    name: 'a lone young claim is taken for a token in use',
    protocol: blinded('reading', (run, answer) => {
      const [one, ...others] = run.last?.tokens ?? []
      if (!one || !run.last || others.length > 0) return [run, answer]
      return [{ ...run, last: { ...run.last, tokens: [{ ...one, createdAt: 0 }] } }, answer]
    }),
    scenario: dead,
  },
  {
    name: 'a lost create is repeated blindly',
    protocol: skipped('resolving', () => listOf([])),
    scenario: lossy,
  },
  {
    name: 'whether a lost orphan went is not read',
    protocol: around((run, answer) => {
      const next = real.advance(run, answer)
      return run.phase === 'discarding' && next.phase === 'resolving' ? real.advance(next, listOf([])) : next
    }),
    scenario: lossy,
  },
  {
    name: 'two runs draw the same nonce',
    scenario: scenario({ name: 'same nonces', sameNonces: true, ...narrow, budget: budget({ faults: 1 }) }),
  },
  {
    name: 'whether a withdrawn claim went is not read',
    protocol: skipped('withdrawn', () => listOf([])),
    scenario: scenario({ name: 'ghost', budget: budget({ faults: 2 }), rotators: [{ mode: 'rotate' }] }),
  },
  {
    name: 'a signal ends the run where it stands',
    protocol: {
      ...real,
      interrupt: run => ({ ...run, phase: 'ended', pause: false, verdict: 'interrupted' }),
    },
    scenario: scenario({ name: 'a signal', budget: budget({ signals: 1 }) }),
  },
  {
    name: 'a token counts as due whatever was asked',
    protocol: blinded('reading', (run, answer) => [
      { ...run, goal: { ...run.goal, mode: 'rotate' } },
      answer,
    ]),
    scenario: scenario({ name: 'nothing due', rotators: [{ mode: 'if-due' }] }),
  },
]
