import { expect, test } from 'vitest'
import { isSessionName, sessionName } from '../../src/domain/session-name.ts'

const nonce = 'k3j5m2q7xa'

test('the name of a session is one, and keeps within 100 characters', () => {
  for (const host of ['laptop', 'x', 'h'.repeat(200), 'a host ~with spaces']) {
    const name = sessionName(host, nonce)
    expect(isSessionName(name)).toBe(true)
    expect(name.length).toBeLessThanOrEqual(100)
  }
})

test.each([
  'ci-main',
  `ci-main ${nonce}`,
  `not beatpass cli on laptop ${nonce}`,
  'beatpass cli on laptop',
  `beatpass cli on laptop ${nonce} too`,
  'beatpass cli on laptop K3J5M2Q7XA',
])('%j is the name of no session', name => {
  expect(isSessionName(name)).toBe(false)
})
