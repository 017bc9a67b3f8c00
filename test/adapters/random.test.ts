import { expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { systemRandom } from '../../src/adapters/random.ts'

test('nonces are lower-case base32 of the length asked for, and never the same', () => {
  const nonces = Array.from({ length: 500 }, () => systemRandom.nonce(10))
  for (const nonce of nonces) expect(nonce).toMatch(/^[a-z2-7]{10}$/)
  expect(new Set(nonces).size).toBe(500)
  expect(new Set(nonces.join('')).size).toBe(32)
})

test('fractions are from 0 to below 1', () => {
  for (let at = 0; at < 100; at++) {
    const fraction = systemRandom.fraction()
    expect(fraction >= 0 && fraction < 1).toBe(true)
  }
})

test('the clock is the machine’s and sleeping lets time pass', async () => {
  const before = Date.now()
  const now = systemClock.now().getTime()
  expect(now).toBeGreaterThanOrEqual(before)
  await systemClock.sleep(20)
  expect(systemClock.now().getTime()).toBeGreaterThan(now)
})
