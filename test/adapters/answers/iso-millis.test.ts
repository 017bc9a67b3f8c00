import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoMillis } from '../../../src/adapters/answers/iso-millis.ts'

/** The rule in full: the form, a day that exists, and what `Date` makes of it. */
function slowly(text: string): number {
  const day = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text)?.[1]
  if (day === undefined || !new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)) return Number.NaN
  return new Date(text).getTime()
}

test.each([
  ['2026-03-01T11:59:44.000000Z', Date.UTC(2026, 2, 1, 11, 59, 44)],
  ['2024-02-29T00:00:00.000000Z', Date.UTC(2024, 1, 29)],
  ['2026-02-29T00:00:00.000000Z', Number.NaN],
  ['2026-12-31T23:59:59.000000Z', Date.UTC(2026, 11, 31, 23, 59, 59)],
  ['2026-03-01T24:00:00.000000Z', Date.UTC(2026, 2, 2)],
  ['2026-03-01T11:60:44.000000Z', Number.NaN],
  ['2026-03-01T11:59:44+01:00', Date.UTC(2026, 2, 1, 10, 59, 44)],
  ['2026-03-01T11:59:44.5Z', Date.UTC(2026, 2, 1, 11, 59, 44, 500)],
  ['2026-03-31T11:59:44.123999Z', Date.UTC(2026, 2, 31, 11, 59, 44, 123)],
  ['2026-04-31T11:59:44Z', Number.NaN],
  ['2026-03-01T11:59:44.Z', Number.NaN],
  ['2026-03-01T11:59:44.1234567890Z', Number.NaN],
  ['2026-03-01', Number.NaN],
])('%s is %d', (text, millis) => {
  expect(isoMillis(text)).toBe(millis)
})

test('the quick way agrees with the rule, for times and for what looks like one', () => {
  const two = fc.integer({ min: 0, max: 99 }).map(it => String(it).padStart(2, '0'))
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 10 })
  const fraction = fc.oneof(
    fc.constantFrom('', '.', '.000000', '.12/', '.1e2'),
    digits.map(it => `.${it}`),
  )
  const zone = fc.constantFrom('Z', '+', ' ')
  const time = fc
    .tuple(fc.integer({ min: 0, max: 9999 }), two, two, two, two, two, fraction, zone)
    .map(([y, mo, d, h, mi, s, f, z]) => `${String(y).padStart(4, '0')}-${mo}-${d}T${h}:${mi}:${s}${f}${z}`)
  const date = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  const real = fc.tuple(date, fraction).map(([it, f]) => it.toJSON().replace(/\.\d+Z/, `${f}Z`))
  const damaged = fc
    .tuple(real, fc.nat(26), fc.constantFrom('x', ':', '-', '.', ' ', '/'))
    .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1))
  fc.assert(
    fc.property(fc.oneof(time, real, damaged), text => {
      expect(isoMillis(text)).toBe(slowly(text))
    }),
    { numRuns: 5000 },
  )
})
