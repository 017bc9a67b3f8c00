import { giveUp, isListed } from '../../../src/domain/rotation/transitions.ts'
import { real } from '../explorer.ts'
import { household, readable, scenario, tagged, writeOnly } from '../model/scenario.ts'
import { budget } from '../scenarios.ts'
import { around, blinded, heldAs, type Mutant, narrowed, skipped } from './wrap.ts'

const narrow = { held: [1], places: [readable] }
const sleeper = scenario({ name: 'a sleeper', zombies: true, ...narrow })
const faulty = scenario({ name: 'faulty', rotators: [{ mode: 'rotate' }], budget: budget({ faults: 2 }) })

/** Guards of the delivery: what is written over what, what is proven, what is put back. */
export const deliveryMutants: Mutant[] = [
  {
    name: 'a larger id is overwritten (comparing)',
    protocol: blinded('comparing', (run, answer) => [
      run,
      answer.kind === 'held' && answer.held.kind === 'token' ? heldAs({ kind: 'other' }) : answer,
    ]),
    scenario: sleeper,
  },
  {
    name: 'a write is unconditional',
    scenario: { ...sleeper, places: [{ readable: true, conditional: false }] },
  },
  {
    name: 'nothing is read back (proving)',
    protocol: skipped('proving', () => ({ kind: 'alive' })),
    scenario: scenario({ name: 'two', ...narrow }),
  },
  {
    name: 'a dead read-back counts as alive',
    protocol: around((run, answer) => {
      const dead = run.phase === 'proving' && (answer.kind === 'dead' || answer.kind === 'differs')
      return real.advance(run, dead ? { kind: 'alive' } : answer)
    }),
    scenario: faulty,
  },
  {
    name: 'what cannot be read counts as holding the newest',
    protocol: around((run, answer) => {
      const unreadable =
        run.phase === 'reading' && answer.kind === 'held' && answer.held.kind === 'unreadable'
      const newest = run.last?.tokens.at(-1)?.id
      return real.advance(run, unreadable && newest ? heldAs({ kind: 'token', id: newest }) : answer)
    }),
    scenario: scenario({
      name: 'write-only',
      places: [writeOnly, readable],
      budget: budget({ crashes: 1, faults: 1 }),
    }),
  },
  {
    name: 'an unclear write counts as not done',
    protocol: around((run, answer) => {
      return real.advance(run, answer.kind === 'unclear' ? { kind: 'failed' } : answer)
    }),
    scenario: faulty,
  },
  {
    name: 'a claim is withdrawn though one destination holds it',
    protocol: around((run, answer) => {
      const next = real.advance(run, answer)
      const gaveUp = run.phase === 'guarding' && next.phase === 'ended'
      return gaveUp ? giveUp({ ...next, stored: [] }, 'rolled-back', '') : next
    }),
    scenario: faulty,
  },
  {
    name: 'a dead value is put back',
    protocol: around((run, answer) => {
      if (run.phase !== 'diagnosing' || answer.kind !== 'listed') return real.advance(run, answer)
      const held = run.held.map(one => (one.kind === 'token' ? one.id : ''))
      const listed = held.map(id => ({ id, nonce: null, createdAt: null }))
      const tokens = [...answer.snapshot.tokens, ...listed]
      return real.advance(run, { kind: 'listed', snapshot: { ...answer.snapshot, tokens } })
    }),
    scenario: { ...faulty, first: household({ ...tagged, alive: false }) },
  },
  {
    name: 'values are put back beyond the lease',
    protocol: blinded('diagnosing', (run, answer) => [
      { ...run, goal: { ...run.goal, lease: Number.POSITIVE_INFINITY } },
      answer,
    ]),
    scenario: scenario({
      name: 'restored late',
      rotators: [{ mode: 'rotate' }, { mode: 'finish' }],
      zombies: true,
      budget: budget({ faults: 1 }),
    }),
  },
  {
    name: 'values are put back where destinations disagreed',
    protocol: around((run, answer) => {
      if (run.phase !== 'diagnosing' || run.pause || answer.kind !== 'listed')
        return real.advance(run, answer)
      const live = run.held.every(one => one.kind === 'token' && isListed(one.id, answer.snapshot))
      const agreed = live ? run.held.map(() => run.held[0] ?? { kind: 'nothing' as const }) : run.held
      return { ...real.advance({ ...run, held: agreed }, answer), held: run.held }
    }),
    scenario: scenario({
      name: 'two that put back',
      zombies: true,
      rotators: [{ mode: 'rotate' }, { mode: 'finish' }],
      budget: budget({ faults: 2 }),
    }),
  },
  {
    name: 'the list is narrowed by the beginning of the name',
    scenario: { ...faulty, selects: name => name.startsWith('ci-main') },
  },
  {
    name: 'the list is narrowed by name alone: untagged ones are in it',
    scenario: { ...faulty, selects: (name, adopted) => adopted || /^ci-main( ~|$)/.test(name) },
  },
  {
    name: 'a list that lacks the claim does not fence',
    protocol: around((run, answer) => {
      const fences = (run.phase === 'guarding' || run.phase === 'securing') && !run.pause
      if (!fences || answer.kind !== 'listed' || run.claim === null) return real.advance(run, answer)
      const own = { id: run.claim, nonce: run.goal.nonces[0] ?? null, createdAt: null }
      const others = narrowed(answer, id => id !== run.claim)
      if (others.kind !== 'listed') return real.advance(run, answer)
      const tokens = [...others.snapshot.tokens, own]
      return real.advance(run, { kind: 'listed', snapshot: { ...others.snapshot, tokens } })
    }),
    scenario: scenario({ name: 'by hand', rotators: [{ mode: 'rotate' }], budget: budget({ hands: 1 }) }),
  },
]
