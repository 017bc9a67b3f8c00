import { describe, expect, test } from 'vitest'
import { RetryBudget, retry } from '../../../src/adapters/transports/retries.ts'
import { ExchangeFailed } from '../../../src/ports/transport.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

/** Sends with that budget, answered as told in turn; how often it was sent. */
async function sent(budget: RetryBudget, ...answers: (number | Error)[]): Promise<number> {
  let count = 0
  const send = async () => {
    const answer = answers[count++] ?? 200
    if (answer instanceof Error) throw answer
    return { status: answer, headers: {}, body: '' }
  }
  await retry('any', send, { clock: new ManualClock(), random: new FixedRandom(), budget })
  return count
}

describe('what is left of a run’s retries', () => {
  test('is ten', () => {
    const budget = new RetryBudget()
    expect(Array.from({ length: 11 }, () => budget.take())).toEqual([...Array(10).fill(true), false])
  })

  test('is one more after ten calls that were answered, and none for those that were refused', async () => {
    const budget = new RetryBudget(0)
    for (let call = 0; call < 9; call++) await sent(budget, 404)
    expect(await sent(budget, 503)).toBe(1)
    expect(await sent(budget, 429)).toBe(1)
    expect(await sent(budget, new ExchangeFailed('cut', 'maybe-sent', 'reset'))).toBe(1)
    await sent(budget, 200)
    expect(await sent(budget, 503)).toBe(2)
    expect(await sent(budget, 503)).toBe(1)
  })

  test('is taken once for calls that were refused until the same moment', () => {
    const budget = new RetryBudget(1)
    expect([10_000, 11_000, 12_000, 9_000].map(until => budget.takeRefused(until))).toEqual(
      Array(4).fill(true),
    )
    expect(budget.takeRefused(60_000)).toBe(false)
  })

  test('is taken once by answers that say so, and each time by failures', async () => {
    const budget = new RetryBudget(2)
    expect([await sent(budget, 429), await sent(budget, 429)]).toEqual([2, 2])
    expect([await sent(budget, 503), await sent(budget, 503)]).toEqual([2, 1])
  })
})

test('a bug is no failure of the network: it is not sent again, and comes out as it is', async () => {
  await expect(sent(new RetryBudget(), new TypeError('a bug'))).rejects.toThrow('a bug')
})
