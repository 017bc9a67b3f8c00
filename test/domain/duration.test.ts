import { expect, test } from 'vitest'
import { parseDuration } from '../../src/domain/duration.ts'

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['2m', 120_000],
])('%s is %i milliseconds', (text, ms) => {
  expect(parseDuration(text, 'timeout')).toBe(ms)
})

test.each(['', '5', '0s', '1h', '-1s', '1.5s', '1234567s', '2 m'])('%j is none', text => {
  expect(() => parseDuration(text, 'time to wait')).toThrow(`not a time to wait: '${text}'`)
})
