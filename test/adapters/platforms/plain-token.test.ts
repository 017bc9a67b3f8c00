import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Field } from '../../../src/adapters/answers/field.ts'
import { readToken } from '../../../src/adapters/platforms/beatpass-answers.ts'
import { plainToken } from '../../../src/adapters/platforms/plain-token.ts'
import { row } from './beatpass-bench.ts'

test('the quick way gives what the careful one gives, or leaves it to that', () => {
  const usually = <T>(usual: fc.Arbitrary<T>, ...odd: unknown[]) =>
    fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) })
  const id = usually(fc.nat(), -1, 1.5, 2 ** 53, '12', null, {})
  const time = usually(
    fc.constantFrom(null, undefined, row.created_at, '2026-03-01T00:00:00+02:00'),
    ...['2026-02-30T00:00:00.000000Z', 7, '', []],
  )
  const item = fc.oneof(
    fc.record(
      {
        id,
        name: fc.oneof(fc.string(), fc.constant(7)),
        created_at: time,
        expires_at: time,
        last_used_at: time,
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue(),
  )
  let quick = 0
  fc.assert(
    fc.property(item, item => {
      const plain = plainToken(item)
      if (plain) expect(plain).toEqual(readToken(new Field(item)))
      if (plain) quick++
    }),
    { numRuns: 3000 },
  )
  expect(quick).toBeGreaterThan(50)
  expect(plainToken(row)).toEqual(readToken(new Field(row)))
})
