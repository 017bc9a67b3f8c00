import { describe, expect, test } from 'vitest'
import type { Held } from '../../src/domain/rotation/run.ts'
import { planFor, type Row } from './plan-row.ts'
import { held, minute, own, serverTime, token } from './script.ts'

const unreadable: Held = { kind: 'unreadable' }
const finish = { mode: 'finish' as const }
const grace = { ...finish, grace: 120 * minute }

/** The recovery rules of the protocol about claims and what all destinations hold, each with its exceptions. */
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
]

describe('what an observed state calls for', () => {
  test.each(rows)('rule $rule', row => {
    expect(planFor(row)).toMatchObject(row.plan)
  })
})
