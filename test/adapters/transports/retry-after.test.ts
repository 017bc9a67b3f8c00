import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedWait, httpDate } from '../../../src/adapters/transports/retry-after.ts'

const now = new Date('2026-03-01T12:00:00Z')
const unix = now.getTime() / 1000
const wait = (headers: Record<string, string>, body = '', status = 429) =>
  askedWait({ status, headers, body }, now)

test.each<[what: string, headers: Record<string, string>, body: string, ms: number | undefined]>([
  ['nothing', {}, '', undefined],
  ['seconds', { 'retry-after': '30' }, '', 30_000],
  ['zero', { 'retry-after': '0' }, '', 0],
  ['a date', { 'retry-after': 'Sun, 01 Mar 2026 12:00:20 GMT' }, '', 20_000],
  ['a date in the past', { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, '', 0],
  [
    'a date by the platform’s clock',
    { date: 'Sun, 01 Mar 2026 11:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 11:00:05 GMT' },
    '',
    5000,
  ],
  ['a reset time', { 'x-ratelimit-reset': String(unix + 12) }, '', 12_000],
  [
    'a reset time by the platform’s clock',
    { date: 'Sun, 01 Mar 2026 13:00:00 GMT', 'x-ratelimit-reset': String(unix + 3607) },
    '',
    7000,
  ],
  ['a reset time in the past', { 'x-ratelimit-reset': String(unix - 5) }, '', undefined],
  ['the body', {}, '{"retry_after":60}', 60_000],
  ['the body, as text', {}, '{"retry_after":"7"}', 7000],
  [
    'Retry-After before the rest',
    { 'retry-after': '1', 'x-ratelimit-reset': String(unix + 2) },
    '{"retry_after":3}',
    1000,
  ],
  ['the reset before the body', { 'x-ratelimit-reset': String(unix + 2) }, '{"retry_after":3}', 2000],
  [
    'nonsense is passed over',
    { 'retry-after': 'soon', 'x-ratelimit-reset': '-1' },
    '{"retry_after":3}',
    3000,
  ],
  ['a day at most', { 'retry-after': '999999999' }, '', 86_400_000],
  ['a reset in milliseconds', { 'x-ratelimit-reset': String(now.getTime() + 1000) }, '', 86_400_000],
  ['a body that is not JSON', {}, '<html>', undefined],
  ['negative', { 'retry-after': '-5' }, '{"retry_after":-5}', undefined],
])('%s', (_, headers, body, ms) => {
  expect(wait(headers, body)).toBe(ms)
})

test('only a 429 makes the countdown of requests matter', () => {
  const headers = { 'x-ratelimit-reset': String(unix + 50) }
  expect(wait(headers, '{"retry_after":9}', 503)).toBeUndefined()
  expect(wait({ ...headers, 'retry-after': '4' }, '', 503)).toBe(4000)
})

test('whatever is sent, the wait is a time from nothing to a day', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.json(), (retryAfter, reset, body) => {
      const ms = wait({ 'retry-after': retryAfter, 'x-ratelimit-reset': reset }, body)
      if (ms !== undefined) expect(ms >= 0 && ms <= 86_400_000).toBe(true)
    }),
  )
})

test.each(['', 'tomorrow', '2026-03-01T12:00:00Z', 'Sun, 41 Mar 2026 12:00:00 GMT', '5'])(
  '%j is no HTTP date',
  text => {
    expect(httpDate(text)).toBeUndefined()
  },
)
