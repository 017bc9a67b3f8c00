import { describe, expect, test } from 'vitest'
import type { Answer, Run } from '../../src/domain/rotation/run.ts'
import { claimed, delivered, effectOf, goal, holds, is, listed, minute, own, play, token } from './script.ts'

const one = [token('1')]
const both = listed(...one, own('9'))
const gone = listed(...one)
const ended = (run: Run, outcome: string, why: string) => {
  expect(effectOf(run)).toMatchObject({ do: 'end', outcome })
  expect(run.why).toBe(why)
}
const before: Answer[] = [gone, gone, holds('1')]

describe('a create that the platform refuses', () => {
  const refused = 'the platform refused to create a token'

  test('ends a run that has changed nothing', () => {
    ended(play(goal, ...before, is('failed')), 'unavailable', refused)
  })

  test('after one whose answer was lost, nobody knows that nothing was changed', () => {
    const lost = play(goal, ...before, is('lost'), gone)
    expect(effectOf(lost)).toEqual({ do: 'create', nonce: 'own-b' })
    ended(play(lost, is('failed')), 'incomplete', refused)
  })

  test('two answers that are lost are the last ones: no third create is sent', () => {
    const lost = play(goal, ...before, is('lost'), gone, is('lost'), gone)
    ended(lost, 'incomplete', 'the platform lost the answer to every create')
  })
})

describe('a claim that is withdrawn', () => {
  const unwritten = play(claimed(goal, one, '1'), listed(...one, own('9')), holds('1'), is('failed'))
  const why = unwritten.why

  test('is asked to end once more where the first time was refused', () => {
    expect(effectOf(unwritten)).toEqual({ do: 'revoke', id: '9', as: 'credential' })
    const refused = play(unwritten, is('failed'))
    expect(effectOf(refused)).toEqual({ do: 'list', as: 'credential' })
    const again = play(refused, both)
    expect(effectOf(again)).toEqual({ do: 'revoke', id: '9', as: 'credential' })
    ended(play(again, is('failed')), 'incomplete', `${why}; the new token 9 could not be revoked`)
  })

  test('is named where no list tells what became of it', () => {
    const asked = play(unwritten, is('done'), is('failed'))
    expect(effectOf(asked)).toEqual({ do: 'revoke', id: '9', as: 'credential' })
    const unread = play(asked, is('done'), is('failed'))
    ended(unread, 'incomplete', `${why}; the new token 9 could not be revoked`)
  })
})

describe('the last look before revoking', () => {
  test('an own token that somebody revoked after it was delivered: another run took over', () => {
    const run = delivered(goal, one, '1')
    ended(play(run, listed(token('12', 0))), 'busy', 'another rotation revoked this claim')
  })

  test('the same, while another create of ours lives: that one is left', () => {
    const run = delivered(goal, one, '1')
    const late = listed(token('12', 0), own('10', 'own-b'))
    ended(play(run, late), 'incomplete', 'another rotation revoked this claim')
  })

  test('while tidying, a token in use that vanished ends it: nothing is revoked', () => {
    const seen = listed(token('1'), token('2'))
    const tidying = play({ ...goal, mode: 'finish' }, seen, seen, holds('2'), is('alive'))
    ended(play(tidying, gone), 'incomplete', 'the token in use was revoked by somebody else')
  })

  test('where the platform does not date the successor, its grace period has no end that is known', () => {
    const undated = { ...own('9'), createdAt: null }
    const run = delivered({ ...goal, grace: 60 * minute }, one, '1', undated)
    const secured = play(run, listed(...one, undated))
    expect(secured.graced).toEqual({ id: '1', until: null })
    expect(effectOf(secured)).toMatchObject({ do: 'end', outcome: 'rotated' })
  })
})
