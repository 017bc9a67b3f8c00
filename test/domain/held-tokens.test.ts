import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldTokens } from '../../src/domain/held-tokens.ts'
import type { PlatformToken } from '../../src/domain/token.ts'

const time = fc.option(fc.date({ noInvalidDate: true }), { nil: null })
const id = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('007', '', '-1', '9007199254740993', '1e3', 'tok_a', 'NaN', ' 1'),
)
const plainToken: fc.Arbitrary<PlatformToken> = fc.record({
  id,
  name: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\ud800', '\udc00x', '\u{1f600}'.repeat(3000)),
  ),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: time,
  environment: fc.constantFrom(null, null, 'live'),
  revoked: fc.boolean(),
})
const words = fc.record(
  { masked: fc.string(), description: fc.string(), replacedBy: fc.string() },
  { requiredKeys: [] },
)
const token = fc.tuple(plainToken, words).map(([plain, more]): PlatformToken => ({ ...plain, ...more }))

test('tokens come back as they were, in their order', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 30 }), tokens => {
      const held = new HeldTokens()
      for (const one of tokens) held.add(one)
      expect(held.size).toBe(tokens.length)
      expect(tokens.map((_, at) => held.at(at))).toEqual(tokens)
      const numbers = tokens.map(({ createdAt }) => createdAt?.getTime() ?? Number.NaN)
      expect(tokens.map((_, at) => held.timeAt(at, 'createdAt'))).toEqual(numbers)
    }),
  )
})

test('so do many, and names longer than a block of them', () => {
  const held = new HeldTokens()
  const tokens = Array.from({ length: 5000 }, (_, at): PlatformToken => {
    const name = at === 2500 ? 'x'.repeat(200_000) : `name ${at} é\u{1f600}`.repeat(at % 5)
    const createdAt = new Date(1000 * at)
    return {
      id: String(at),
      name,
      createdAt,
      expiresAt: null,
      lastUsedAt: null,
      environment: null,
      revoked: false,
    }
  })
  for (const one of tokens) held.add(one)
  for (const at of [4999, 0, 1023, 1024, 2499, 2500, 2501, 3333]) expect(held.at(at)).toEqual(tokens[at])
  expect([held.numberAt(4321), held.numberAt(5000)]).toEqual([4321, Number.NaN])
})
