import { describe, expect, test } from 'vitest'
import { assess } from '../../src/domain/rotation/assess.ts'
import type { Goal, Held, Listed } from '../../src/domain/rotation/run.ts'
import { goal, held, minute, own, serverTime, token } from './script.ts'

interface Row {
  rule: string
  goal?: Partial<Goal>
  tokens: Listed[]
  held: Held[]
  time?: number | null
  plan: object
}

const unreadable: Held = { kind: 'unreadable' }
const finish = { mode: 'finish' as const }
const grace = { ...finish, grace: 120 * minute }

/** The recovery rules of the protocol, each with its exceptions. */
const rows: Row[] = [
  {
    rule: '2: a dead token is replaced',
    goal: finish,
    tokens: [token('2')],
    held: [held('1')],
    plan: { plan: 'claim', why: 'a destination holds a dead token' },
  },
  {
    rule: '2: so is nothing',
    goal: finish,
    tokens: [token('1')],
    held: [{ kind: 'nothing' }],
    plan: { plan: 'claim', why: 'no destination holds it' },
  },
  {
    rule: '3: a young claim is waited for',
    tokens: [token('1'), token('2', 5)],
    held: [held('1')],
    plan: { plan: 'wait-for-other' },
  },
  {
    rule: '3: until its lease is over',
    tokens: [token('1'), token('2', 15)],
    held: [held('1')],
    plan: { plan: 'claim' },
  },
  {
    rule: '3: even when nothing else lives',
    tokens: [token('2', 5)],
    held: [held('1')],
    plan: { plan: 'wait-for-other' },
  },
  {
    rule: '3: but not when all is done: read everywhere',
    tokens: [token('2', 5)],
    held: [held('2')],
    plan: { plan: 'claim', why: 'due' },
  },
  {
    rule: '3: what cannot be read may not be done',
    tokens: [token('2', 5)],
    held: [unreadable],
    plan: { plan: 'wait-for-other' },
  },
  {
    rule: '3: where nothing is due it does no harm',
    goal: finish,
    tokens: [token('2', 5)],
    held: [unreadable],
    plan: { plan: 'nothing', graced: null },
  },
  {
    rule: '3: an own create that came late is not a rival',
    tokens: [token('1'), own('2')],
    held: [held('1')],
    plan: { plan: 'claim' },
  },
  {
    rule: '3: without a clock every claim is young (I9)',
    tokens: [token('1'), token('2')],
    held: [held('1')],
    time: null,
    plan: { plan: 'wait-for-other' },
  },
  {
    rule: '3: an untagged token is no claim',
    tokens: [token('1', 0, null)],
    held: [held('1')],
    time: null,
    plan: { plan: 'claim' },
  },
  {
    rule: '5: leftovers below what all hold are ended',
    goal: finish,
    tokens: [token('1'), token('2')],
    held: [held('2'), held('2')],
    plan: { plan: 'tidy', claim: '2', doomed: ['1'], graced: null },
  },
  {
    rule: '5: nothing to do',
    goal: finish,
    tokens: [token('2')],
    held: [held('2'), held('2')],
    plan: { plan: 'nothing', graced: null },
  },
  {
    rule: '5: due',
    goal: { mode: 'if-due', dueIds: ['2'] },
    tokens: [token('2')],
    held: [held('2')],
    plan: { plan: 'claim', why: 'due' },
  },
  {
    rule: '5: not due',
    goal: { mode: 'if-due', dueIds: ['1'] },
    tokens: [token('2')],
    held: [held('2')],
    plan: { plan: 'nothing', graced: null },
  },
  {
    rule: '5: a predecessor keeps its grace period',
    goal: grace,
    tokens: [token('1', 500), token('2', 60)],
    held: [held('2')],
    plan: { plan: 'nothing', graced: { id: '1', until: serverTime + 60 * minute } },
  },
  {
    rule: '5: and ends after it',
    goal: grace,
    tokens: [token('1', 500), token('2', 120)],
    held: [held('2')],
    plan: { plan: 'tidy', doomed: ['1'] },
  },
  {
    rule: '5: without a clock it never ends',
    goal: grace,
    tokens: [token('1', 500, null), token('2', 500, null)],
    held: [held('2')],
    time: null,
    plan: { plan: 'nothing' },
  },
  {
    rule: '6: they disagree',
    goal: finish,
    tokens: [token('1'), token('2')],
    held: [held('1'), held('2')],
    plan: { plan: 'claim', why: 'the destinations disagree' },
  },
  {
    rule: '6: something is unknown',
    goal: finish,
    tokens: [token('1'), token('2')],
    held: [held('2'), unreadable],
    plan: { plan: 'claim', why: 'what a destination holds cannot be read' },
  },
  {
    rule: '6: a value without an id',
    goal: finish,
    tokens: [token('1')],
    held: [{ kind: 'other' }],
    plan: { plan: 'claim' },
  },
  {
    rule: '7: an orphan above calls for a fresh claim',
    goal: finish,
    tokens: [token('1'), token('2')],
    held: [held('1')],
    plan: { plan: 'claim', why: 'an interrupted rotation left token 2' },
  },
  {
    rule: '7: but not in a grace period',
    goal: grace,
    tokens: [token('1', 500), token('2', 60), token('3', 60)],
    held: [held('2')],
    plan: { plan: 'nothing' },
  },
  {
    rule: '8: an untagged token above is left alone',
    goal: finish,
    tokens: [token('1'), token('2', 60, null)],
    held: [held('1')],
    plan: { plan: 'nothing' },
  },
  {
    rule: 'I3: three live: those below go first',
    tokens: [token('1'), token('2'), token('3')],
    held: [held('3')],
    plan: { plan: 'tidy', claim: '3', doomed: ['1', '2'] },
  },
  {
    rule: 'I3: also below different ones',
    tokens: [token('1'), token('2'), token('3')],
    held: [held('3'), held('2')],
    plan: { plan: 'tidy', claim: '2', doomed: ['1'] },
  },
  {
    rule: 'I3: but not those above',
    tokens: [token('1'), token('2'), token('3')],
    held: [held('1')],
    plan: { plan: 'claim', why: 'due' },
  },
  {
    rule: 'I3: nor beside what cannot be read',
    tokens: [token('1'), token('2'), token('3')],
    held: [held('3'), unreadable],
    plan: { plan: 'claim' },
  },
  {
    rule: 'I3: nor one in its grace period',
    goal: { grace: 120 * minute },
    tokens: [token('1'), token('2'), token('3', 60)],
    held: [held('3')],
    plan: { plan: 'tidy', doomed: ['1'] },
  },
]

describe('what an observed state calls for', () => {
  test.each(rows)('rule $rule', ({ goal: special, tokens, held: there, time = serverTime, plan }) => {
    const asked = { ...goal, ...special, destinations: there.length }
    expect(assess(asked, { tokens, serverTime: time }, there)).toMatchObject(plan)
  })
})
