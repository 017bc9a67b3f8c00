import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { labelOf, nonceOf, parseLabel, taggedName } from '../../src/domain/label.ts'

test.each(['abc', 'ci main', 'déploiement ✨', 'a'.repeat(88), 'x ~short', '12a'])('%j is a label', text => {
  expect(parseLabel(text)).toBe(text)
})

test.each([
  ['', '3 to 88'],
  ['ab', '3 to 88'],
  ['a'.repeat(89), '3 to 88'],
  [' abc', 'space'],
  ['abc ', 'space'],
  ['a/bc', "'/'"],
  ['a\nbc', 'control'],
  ['a\u202ebc', 'invisible'],
  ['a\u200bbc', 'invisible'],
  ['a\u3164bc', 'invisible'],
  ['a\u{e0041}bc', 'invisible'],
  ['12345', 'digits only'],
  ['ci-main ~abcdefghij', 'rotation tag'],
])('%j is refused: %s', (text, why) => {
  expect(() => parseLabel(text)).toThrow(InvalidInput)
  expect(() => parseLabel(text)).toThrow(why)
})

describe('a rotation tag', () => {
  test('is the label, a space, a tilde and ten characters of base32', () => {
    expect(taggedName('ci-main', 'k3j5m2q7xa')).toBe('ci-main ~k3j5m2q7xa')
  })

  test.each([
    ['ci-main ~k3j5m2q7xa', 'ci-main', 'k3j5m2q7xa'],
    ['ci-main', 'ci-main', undefined],
    ['ci-main ~K3J5M2Q7XA', 'ci-main ~K3J5M2Q7XA', undefined],
    ['ci-main ~k3j5m2q7x', 'ci-main ~k3j5m2q7x', undefined],
    ['ci-main ~k3j5m2q7x1', 'ci-main ~k3j5m2q7x1', undefined],
    ['a ~aaaaaaaaaa ~bbbbbbbbbb', 'a ~aaaaaaaaaa', 'bbbbbbbbbb'],
  ])('of %j: label %j, nonce %j', (name, label, nonce) => {
    expect(labelOf(name)).toBe(label)
    expect(nonceOf(name)).toBe(nonce)
  })

  test('fits the platform: the longest label keeps within 100 characters', () => {
    expect(taggedName(parseLabel('a'.repeat(88)), 'abcdefghij')).toHaveLength(100)
  })
})

test('a tag is found wherever the pattern finds one, and nowhere else', () => {
  const tag = / ~([a-z2-7]{10})$/
  const part = fc.oneof(
    fc.constantFrom(' ~', '~', 'k3j5m2q7xa', 'k3j5m2q7x', ' ', 'é', '\n', '\u{1f600}'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), parts => {
      const name = parts.join('')
      expect([labelOf(name), nonceOf(name)]).toEqual([name.replace(tag, ''), tag.exec(name)?.[1]])
    }),
    { numRuns: 2000 },
  )
})
