import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumOf, crc32, unusualLengthOf } from '../../src/domain/checksum.ts'
import { fingerprintOf } from '../../src/domain/fingerprint.ts'
import { maskOf, maskOfForeign } from '../../src/domain/mask.ts'
import { Secret } from '../../src/domain/secret.ts'

test('what we do not hold shows its id and nothing else', () => {
  expect(maskOfForeign('17')).toBe('17|*************')
})

test.each([
  [`17|${'abcd'.repeat(12)}`, '17|abcd*************abcd'],
  [`17|${'a'.repeat(40)}`, '17|aaaa*************aaaa'],
  [`17|${'a'.repeat(39)}`, '17|aaa*************aaaa'],
  [`17|${'a'.repeat(36)}`, '17|*************aaaa'],
  [`17|${'a'.repeat(35)}`, '17|*************'],
  ['short', '*************'],
])('%s is masked as %s', (text, expected) => {
  expect(maskOf(new Secret(text))).toBe(expected)
})

test('of what has no id in it nothing is shown where we do not hold it', () => {
  expect(maskOfForeign('fp-3f9a0c12')).toBe('*************')
})

test.each([
  ['id', `17|${'abcd'.repeat(12)}`, '17|*************'],
  ['prefix', `mzy_${'ab'.repeat(22)}`, `mzy_${'ab'.repeat(6)}*************`],
  ['prefix', `mzy_${'ab'.repeat(40)}`, `mzy_${'ab'.repeat(10)}*************`],
  ['prefix', 'x'.repeat(33), 'x*************'],
  ['prefix', 'x'.repeat(32), '*************'],
  ['kind-and-last4', `bca_live_${'ab'.repeat(14)}a4f2`, 'bca_live_*************a4f2'],
  ['kind-and-last4', `bca_test_${'ab'.repeat(13)}a4`, 'bca_test_*************aba4'],
  ['kind-and-last4', 'bca_test_short', 'bca_test_*************'],
  ['kind-and-last4', 'short', '*************'],
] as const)('by the kind %s, %s is masked as %s', (kind, text, expected) => {
  expect(maskOf(new Secret(text), kind)).toBe(expected)
})

test('a prefix leaves 32 characters hidden, and shows 24 at most', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_]{1,200}$/), value => {
      const shown = maskOf(new Secret(value), 'prefix').replaceAll('*', '').length
      expect(shown).toBeLessThanOrEqual(24)
      if (shown > 0) expect(value.length - shown).toBeGreaterThanOrEqual(32)
    }),
  )
})

test('a fingerprint is short, the same for the same value, and no number', () => {
  const one = fingerprintOf(new Secret('mzy_one'))
  expect(one).toMatch(/^fp-[0-9a-f]{8}$/)
  expect(fingerprintOf(new Secret('mzy_one'))).toBe(one)
  expect(fingerprintOf(new Secret('mzy_two'))).not.toBe(one)
})

test('a mask shows at most a quarter and leaves at least 32 characters hidden', () => {
  fc.assert(
    fc.property(fc.nat(), fc.stringMatching(/^[A-Za-z0-9]{1,200}$/), (id, value) => {
      const shown = maskOf(new Secret(`${id}|${value}`))
        .replace(/^\d+\|/, '')
        .replaceAll('*', '').length
      expect(shown).toBeLessThanOrEqual(Math.floor(value.length / 4))
      if (shown > 0) expect(value.length - shown).toBeGreaterThanOrEqual(32)
    }),
  )
})

test('a secret never prints itself', () => {
  const secret = new Secret('17|the-very-secret-text')
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ a: [secret] }, { showHidden: true, depth: 9 }),
  ]
  for (const text of shown) expect(text).not.toContain('very-secret')
  expect(secret.reveal()).toBe('17|the-very-secret-text')
  expect(Object.keys(secret)).toEqual([])
})

test.each([
  ['17|abc', '17'],
  ['|abc', undefined],
  ['abc', undefined],
  ['1x|abc', undefined],
  [`${'1'.repeat(21)}|abc`, undefined],
])('the id in %j is %j', (text, id) => {
  expect(new Secret(text).tokenId).toBe(id)
})

test('CRC-32 is the one of zlib', () => {
  expect(crc32('123456789')).toBe('cbf43926')
  expect(crc32('')).toBe('00000000')
})

test('a checksum tells a typo', () => {
  const value = 'a'.repeat(40)
  expect(checksumOf(new Secret(`1|${value}${crc32(value)}`))).toBe('valid')
  expect(checksumOf(new Secret(`1|prefix_${value}${crc32(value)}`))).toBe('valid')
  expect(checksumOf(new Secret(`1|b${value.slice(1)}${crc32(value)}`))).toBe('invalid')
  expect(checksumOf(new Secret(`1|${value}`))).toBe('none')
})

// Regressed: all but a changed character passed for an older token without a checksum.
test.each<[string, (text: string) => string, string, number | null]>([
  ['nothing', text => text, 'valid', null],
  ["a site's prefix", text => `site_${text}`, 'valid', null],
  ['a missing character', text => text.slice(1), 'invalid', 47],
  ['one that is missing at the end', text => text.slice(0, -1), 'invalid', 47],
  ['one that is missing behind a prefix', text => `site_${text.slice(1)}`, 'invalid', 52],
  ['a doubled one', text => text.replace('5', '55'), 'invalid', 49],
  ['one too many ahead, which may be a prefix', text => `b${text}`, 'valid', 49],
  ['a full stop', text => `${text}.`, 'invalid', 49],
  ['a closing quote and a comma', text => `${text}",`, 'invalid', 50],
  ['a character that is none of its own', text => text.replace('5', '-'), 'invalid', null],
  ['capitals', text => text.toUpperCase(), 'invalid', null],
  ['half of it missing', text => text.slice(24), 'invalid', 24],
  ['the form of older ones', text => text.slice(0, 40), 'none', null],
  ['the form of the first ones', text => text.slice(0, 40).repeat(2), 'none', null],
])('a token with %s', (_, change, checksum, unusualLength) => {
  const entropy = `${'abcde5'.repeat(6)}wxyz`
  const secret = new Secret(`12|${change(entropy + crc32(entropy))}`)
  expect([checksumOf(secret), unusualLengthOf(secret)]).toEqual([checksum, unusualLength])
})

test('what is no token with an id has no checksum, whatever it ends with', () => {
  const hex = new Secret('0123456789abcdef'.repeat(4))
  expect([checksumOf(hex), unusualLengthOf(hex)]).toEqual(['none', null])
})
