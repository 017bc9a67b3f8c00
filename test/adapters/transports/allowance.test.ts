import { expect, test } from 'vitest'
import { Allowance } from '../../../src/adapters/transports/allowance.ts'

const hour = 3_600_000

test('a clock that is put back puts off nothing: what was closed for a second opens a second later', () => {
  const allowance = new Allowance()
  allowance.close(10 * hour, 1_000)
  expect(allowance.waitAt(10 * hour + 400)).toBe(600)
  expect(allowance.waitAt(8 * hour)).toBe(600)
  expect(allowance.waitAt(8 * hour + 600)).toBe(0)
})

test('nor does it when the window was told by an answer', () => {
  const allowance = new Allowance()
  const ticket = allowance.take()
  allowance.learn(ticket, { limit: 300, remaining: 0, resetsIn: 5_000 }, 10 * hour)
  allowance.end()
  const wait = allowance.waitAt(10 * hour)
  expect(allowance.waitAt(9 * hour)).toBe(wait)
})
