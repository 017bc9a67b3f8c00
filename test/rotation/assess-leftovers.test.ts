import { describe, expect, test } from 'vitest'
import type { Held } from '../../src/domain/rotation/run.ts'
import { planFor, type Row } from './plan-row.ts'
import { held, minute, token } from './script.ts'

const unreadable: Held = { kind: 'unreadable' }
const finish = { mode: 'finish' as const }
const grace = { ...finish, grace: 120 * minute }

/** The recovery rules of the protocol about what disagrees, what was left, and how many may live. */
const rows: Row[] = [
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
  test.each(rows)('rule $rule', row => {
    expect(planFor(row)).toMatchObject(row.plan)
  })
})
