import { describe, expect, test } from 'vitest'
import { interrupt } from '../../src/domain/rotation/advance.ts'
import { newRun, type Run } from '../../src/domain/rotation/run.ts'
import { claimed, delivered, effectOf, goal, holds, is, listed, own, play, token } from './script.ts'

const one = [token('1')]
const two = [token('1'), token('2')]
const finishing = { ...goal, mode: 'finish' as const }
const tidying = play(finishing, listed(...two), listed(...two), holds('2'), is('alive'))
const both = listed(...one, own('9'))

const rows: { at: string; run: Run; next: object }[] = [
  { at: 'before anything', run: newRun(goal), next: { do: 'end', outcome: 'interrupted' } },
  {
    at: 'before the create',
    run: play(goal, listed(...one), listed(...one), holds('1')),
    next: { do: 'end', outcome: 'interrupted' },
  },
  {
    at: 'after a lost create',
    run: play(goal, listed(...one), listed(...one), holds('1'), is('lost')),
    next: { do: 'end', outcome: 'incomplete' },
  },
  {
    at: 'with a claim that nobody holds',
    run: claimed(goal, one, '1'),
    next: { do: 'revoke', id: '9', as: 'credential' },
  },
  {
    at: 'between the look and the write',
    run: play(claimed(goal, one, '1'), both, holds('1')),
    next: { do: 'revoke', id: '9', as: 'credential' },
  },
  {
    at: 'once a destination holds it',
    run: delivered(goal, one, '1'),
    next: { do: 'end', outcome: 'incomplete' },
  },
  {
    at: 'while revoking',
    run: play(delivered(goal, one, '1'), both),
    next: { do: 'end', outcome: 'incomplete' },
  },
  { at: 'before tidying', run: tidying, next: { do: 'end', outcome: 'interrupted' } },
  { at: 'while tidying', run: play(tidying, listed(...two)), next: { do: 'end', outcome: 'incomplete' } },
  {
    at: 'after tidying',
    run: play(tidying, listed(...two), is('done'), listed(token('2')), is('done')),
    next: { do: 'end', outcome: 'incomplete' },
  },
]

describe('a signal', () => {
  test.each(rows)('$at', ({ run, next }) => {
    expect(effectOf(interrupt(run))).toMatchObject(next)
  })

  test('a second one changes nothing: the claim is still withdrawn, and read to be gone', () => {
    const once = interrupt(claimed(goal, one, '1'))
    expect(interrupt(once)).toBe(once)
    const asked = play(once, is('done'))
    expect(interrupt(asked)).toBe(asked)
    const ended = play(asked, listed(...one))
    expect(effectOf(ended)).toMatchObject({ do: 'end', outcome: 'interrupted' })
    expect(interrupt(ended)).toBe(ended)
  })

  test('a claim that stays listed is named', () => {
    const stays = play(interrupt(claimed(goal, one, '1')), is('done'), both, is('done'), both)
    expect(effectOf(stays)).toMatchObject({ do: 'end', outcome: 'incomplete' })
    expect(stays.why).toContain('9')
  })
})
