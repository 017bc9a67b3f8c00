import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from '../../src/domain/printable.ts'
import { redactTokens } from '../../src/domain/redact-tokens.ts'

test.each([
  ['plain text, ünïcödé, 日本語, emoji 🎵 ❤️', 'plain text, ünïcödé, 日本語, emoji 🎵 ❤️'],
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['two\r\nlines\ttab', 'two\\u{d}\\u{a}lines\\u{9}tab'],
  ['abc\u202etxt.exe', 'abc\\u{202e}txt.exe'],
  ['zero\u200bwidth\u2060\ufeff', 'zero\\u{200b}width\\u{2060}\\u{feff}'],
  ['c1 \u009b31m', 'c1 \\u{9b}31m'],
  ['tag \u{e0041}', 'tag \\u{e0041}'],
  ['selector \u{e0101} \u{2065}', 'selector \\u{e0101} \\u{2065}'],
  ['lone \ud800', 'lone \\u{d800}'],
  ['filler \u3164\u2800', 'filler \\u{3164}\\u{2800}'],
  ['\u2028\u2029', '\\u{2028}\\u{2029}'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('whatever comes in, nothing invisible comes out, and twice is the same as once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const shown = printable(text)
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u)
      expect(printable(shown)).toBe(shown)
    }),
  )
})

test.each([
  [`Bearer 12|${'a1B2'.repeat(12)} was wrong`, 'Bearer 12|*** was wrong'],
  [`?t=7%7C${'x'.repeat(20)}&b`, '?t=7|***&b'],
  [`1|${'a'.repeat(20)} and 22|bp_${'b'.repeat(48)}`, '1|*** and 22|***'],
  ['12|short stays', '12|short stays'],
  ['nothing here', 'nothing here'],
])('redactTokens: %s', (text, redacted) => {
  expect(redactTokens(text)).toBe(redacted)
})
