import { describe, expect, test } from 'vitest'
import { claimed, delivered, effectOf, goal, holds, is, listed, minute, own, play, token } from './script.ts'

const finishing = { ...goal, mode: 'finish' as const }

/** The explorer's counterexamples to earlier states of the protocol, each as the few answers that matter. */
describe('found by the explorer', () => {
  test('an orphan above the token in use is not revoked: its sleeping maker would write it when it wakes (I1)', () => {
    const seen = listed(token('1'), token('2'))
    expect(effectOf(play(finishing, seen, seen, holds('1')))).toMatchObject({ do: 'create' })
  })

  test('a lone young claim is another run at work, after its predecessor had expired (I2)', () => {
    const seen = listed(token('2', 1))
    expect(effectOf(play(goal, seen, seen, holds('1')))).toMatchObject({ do: 'end', outcome: 'busy' })
  })

  test('the grace period is for the token in use, not for a newer orphan', () => {
    const before = [token('1'), token('2')]
    const run = delivered({ ...goal, grace: 60 * minute }, before, '1')
    const secured = play(run, listed(...before, own('9')))
    expect(effectOf(secured)).toMatchObject({ do: 'revoke', id: '2' })
    expect(secured.graced).toMatchObject({ id: '1' })
  })

  test('nothing is revoked again beside a claim that came between (I2)', () => {
    const run = play(delivered(goal, [token('1')], '1'), listed(token('1'), own('9')), is('lost'))
    const rival = listed(token('1'), own('9'), token('12', 0))
    expect(effectOf(play(run, rival))).toMatchObject({ do: 'end', outcome: 'incomplete' })
  })

  test('an own create that is listed at last is revoked before it says rotated (I10)', () => {
    const run = play(delivered(goal, [token('1')], '1'), listed(token('1'), own('9')), is('done'))
    expect(effectOf(play(run, listed(own('9'), own('8', 'own-b'))))).toMatchObject({ do: 'revoke', id: '8' })
  })

  test('whether a lost orphan went is read before another create (I3, I11)', () => {
    const before = listed(token('1'))
    const lost = play(goal, before, before, holds('1'), is('lost'), listed(token('1'), own('2')))
    expect(effectOf(lost)).toMatchObject({ do: 'revoke', id: '2' })
    const asked = play(lost, is('done'))
    expect(effectOf(asked)).toMatchObject({ do: 'list' })
    expect(effectOf(play(asked, before))).toMatchObject({ do: 'create', nonce: 'own-b' })
    const ghost = play(asked, listed(token('1'), own('2')), is('done'), listed(token('1'), own('2')))
    expect(effectOf(ghost)).toMatchObject({ do: 'end', outcome: 'incomplete' })
  })

  test('a run that is fenced before it delivered takes its own late creates with it', () => {
    const run = claimed(goal, [token('1')], '1')
    const fenced = play(run, listed(token('12'), own('11', 'own-b')))
    expect(effectOf(fenced)).toMatchObject({ do: 'revoke', id: '9' })
    const asked = play(fenced, is('done'), listed(token('12'), own('11', 'own-b')))
    expect(effectOf(asked)).toMatchObject({ do: 'revoke', id: '11' })
    expect(effectOf(play(asked, is('done'), listed(token('12'))))).toMatchObject({
      do: 'end',
      outcome: 'busy',
    })
  })

  test('values are put back only within the lease: beyond it they may be about to be revoked (I1)', () => {
    const run = play(
      claimed({ ...goal }, [token('1')], '1'),
      listed(token('1'), own('9')),
      holds('1'),
      is('done'),
    )
    const dead = play(run, ...Array.from({ length: 7 }, () => is('dead')))
    expect(dead.phase).toBe('diagnosing')
    expect(effectOf(play(dead, listed(token('1'), own('9'))))).toMatchObject({ do: 'restore' })
    expect(effectOf(play(dead, listed(token('1'), token('9', 20, 'own-a'))))).toMatchObject({ do: 'end' })
  })

  test('where destinations disagreed nothing is put back: one held a claim that its maker may be withdrawing (I1)', () => {
    const both = listed(token('1'), token('4'), own('9'))
    const there = (...ids: string[]) => {
      const seen = listed(token('1'), token('4'))
      const reads = ids.map(id => holds(id))
      const run = play(
        { ...goal, destinations: 2 },
        seen,
        seen,
        ...reads,
        { kind: 'created', id: '9' },
        both,
        both,
      )
      const writes = ids.flatMap(id => [both, holds(id), is('done')])
      const refusals = Array.from({ length: 7 }, () => is('dead'))
      return effectOf(play(run, ...writes, ...refusals, both))
    }
    expect(there('1', '4')).toMatchObject({ do: 'end', outcome: 'incomplete' })
    expect(there('4', '4')).toMatchObject({ do: 'restore' })
  })

  test('a run that starts over beside a late create of its own does not say busy: that token lives (I10)', () => {
    const run = play(claimed(goal, [token('1')], '1'), listed(token('1'), own('9')), holds('1'), is('done'))
    const refused = play(run, ...Array.from({ length: 7 }, () => is('dead')))
    const over = (...now: Parameters<typeof listed>) =>
      effectOf(play(refused, listed(...now), listed(...now), listed(...now), holds('12')))
    expect(over(token('12', 0), own('8', 'own-b'))).toMatchObject({ do: 'end', outcome: 'incomplete' })
    expect(over(token('12', 0), token('7'))).toMatchObject({ do: 'end', outcome: 'busy' })
  })

  test('a larger rival gets time to withdraw before the run gives up revoking', () => {
    const rival = listed(token('1'), own('9'), token('12', 0))
    const run = play(delivered(goal, [token('1')], '1'), rival)
    expect(effectOf(run)).toMatchObject({ do: 'list' })
    expect(effectOf(play(run, listed(token('1'), own('9'))))).toMatchObject({ do: 'revoke', id: '1' })
  })
})
