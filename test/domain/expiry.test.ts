import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import {
  addSpan,
  distance,
  parseExpiry,
  parseMoment,
  parseSpan,
  resolveExpiry,
} from '../../src/domain/expiry.ts'

const at = (text: string) => new Date(text)
const iso = (date: Date | null) => date?.toISOString() ?? null

describe('an expiry resolves to a moment', () => {
  test.each([
    ['12h', '2026-01-31T10:00:00Z', '2026-01-31T22:00:00.000Z'],
    ['30d', '2026-01-31T10:00:00Z', '2026-03-02T10:00:00.000Z'],
    ['2w', '2026-12-25T00:00:00Z', '2027-01-08T00:00:00.000Z'],
    ['1m', '2026-01-31T10:00:00Z', '2026-02-28T10:00:00.000Z'],
    ['1m', '2028-01-31T10:00:00Z', '2028-02-29T10:00:00.000Z'],
    ['6m', '2026-08-31T23:59:59Z', '2027-02-28T23:59:59.000Z'],
    ['12m', '2026-03-15T00:00:00Z', '2027-03-15T00:00:00.000Z'],
    ['1y', '2028-02-29T00:00:00Z', '2029-02-28T00:00:00.000Z'],
    ['4y', '2028-02-29T00:00:00Z', '2032-02-29T00:00:00.000Z'],
    ['2027-01-31', '2026-01-01T00:00:00Z', '2027-01-31T00:00:00.000Z'],
    ['2028-02-29', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s from %s is %s', (text, from, expected) => {
    expect(iso(resolveExpiry(parseExpiry(text), at(from)))).toBe(expected)
  })

  test('never is null', () => {
    expect(resolveExpiry(parseExpiry('never'), at('2026-01-01T00:00:00Z'))).toBeNull()
  })

  test('six months are months, not minutes', () => {
    expect(distance(parseMoment('6m'), at('2026-01-01T00:00:00Z'))).toBe(181 * 86_400_000)
  })
})

describe('what is no time is refused', () => {
  test.each([
    '',
    ' 30d',
    '30',
    'd',
    '0d',
    '-3d',
    '1.5d',
    '30D',
    '30 d',
    '999999d',
    '5s',
    '10min',
    '2027-02-29',
    '2027-13-01',
    '2027-1-1',
    '27-01-01',
    'Never',
    'tomorrow',
    '30d12h',
    '１２h',
  ])('%j', text => {
    expect(() => parseExpiry(text)).toThrow(InvalidInput)
  })

  test('a date is no length of time, and never is no moment', () => {
    expect(() => parseSpan('2027-01-31')).toThrow(InvalidInput)
    expect(() => parseMoment('never')).toThrow(InvalidInput)
  })
})

test('adding a span leaves the date it was given alone', () => {
  const from = at('2026-01-31T10:00:00Z')
  addSpan(from, parseSpan('1m'))
  expect(iso(from)).toBe('2026-01-31T10:00:00.000Z')
})
