import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quoteForDotenv, readDotenvValue } from '../../../src/adapters/destinations/dotenv-value.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshFolder } from '../../folder.ts'
import { readByAll } from './dotenv-parsers.ts'

/** All readers agree that V0, V1, … of a file of these values are exactly them. */
async function expectAgreement(values: string[]): Promise<void> {
  const lines = values.map((value, at) => {
    const quoted = quoteForDotenv(value)
    expect(quoted, `${JSON.stringify(value)} is refused`).toBeDefined()
    expect(readDotenvValue(quoted ?? '')).toEqual({ value, comment: '' })
    return `V${at}=${quoted}\n`
  })
  const path = join(await freshFolder(), '.env')
  writeFileSync(path, lines.join(''))
  const expected = Object.fromEntries(values.map((value, at) => [`V${at}`, value]))
  const all = readByAll(path, Object.keys(expected))
  for (const [reader, found] of Object.entries(all)) expect(found, reader).toEqual(expected)
}

describe('a value is quoted so that node, dotenv, python-dotenv and bash read it alike', () => {
  test('tokens, quotes, spaces, signs and letters of the world', async () => {
    await expectAgreement([
      freshSecret().reveal(),
      'plain-1_2.3~4+5/6=7:8@9%',
      '~/home',
      'a:~/home',
      '=',
      'a b',
      ' leading and trailing ',
      'a # b',
      '#',
      'a#b',
      '$HOME',
      '$(id)',
      'a`b',
      '`a`',
      'a"b',
      '"a"',
      "it's",
      "'a'",
      'a\\nb',
      'C:\\dir',
      'a;b&c|d<e>f(g)',
      '!history',
      'é€😀',
      '日本 # 語',
      'export X=1',
      '{a,b}*?[c]',
    ])
  })

  test('any value is read alike or refused', async () => {
    const nasty = fc.constantFrom(
      ...`'"\`\\$#{}()=:~ \t!&|;<>*?nrt0aA\u00e9\u{1f600}\u00a0\u2028\u200b\ufeff\u0085`,
    )
    const value = fc.string({
      unit: fc.oneof(nasty, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 20, maxLength: 60 }), async values => {
        await expectAgreement(values.filter(one => quoteForDotenv(one) !== undefined))
      }),
      { numRuns: 10 },
    )
  })

  test.each([
    ['', 'nothing'],
    ['a\nb', 'a line end'],
    ['a\rb', 'a carriage return'],
    ['a\tb', 'a control character'],
    ['a\0b', 'a NUL'],
    ['a\u2028b', 'a line separator'],
    ['\ud800', 'half a character'],
    [`a'b"c`, 'both quotes'],
    [`it's $5`, 'a quote and a dollar'],
    ['a\\\\b', 'two backslashes: python-dotenv makes one of them'],
    ['a\\', 'a backslash at the end: it hides the quote'],
    ['$' + '{HOME}', 'a variable that python-dotenv puts in'],
  ])('%j is refused: %s', value => {
    expect(quoteForDotenv(value)).toBeUndefined()
  })

  test.each([
    ['12|abc', "'12|abc'"],
    ['abc', 'abc'],
    ["it's", `"it's"`],
  ])('%j is written as %s', (value, quoted) => {
    expect(quoteForDotenv(value)).toBe(quoted)
  })
})
