import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DotenvDoubt, getVariable, setVariable } from '../../../src/adapters/destinations/dotenv-file.ts'
import { freshFolder } from '../../folder.ts'
import { readByAll } from './dotenv-parsers.ts'

type Values = Record<string, string | undefined>

const { parse: dotenv }: { parse(text: string): Values } = createRequire(import.meta.url)('dotenv')
const quoted = "'12|new'"

describe('setting a variable in a dotenv text', () => {
  test.each<[string, string, string]>([
    ['an empty text', '', `T=${quoted}\n`],
    ['a missing final newline', 'A=1', `A=1\nT=${quoted}`],
    ['a final newline', '# note\n\nA=1\n', `# note\n\nA=1\nT=${quoted}\n`],
    ['CRLF', 'A=1\r\nB=2\r\n', `A=1\r\nB=2\r\nT=${quoted}\r\n`],
    ['CRLF in its own line', 'T=old\r\nB=2\r\n', `T=${quoted}\r\nB=2\r\n`],
    ['CRLF without the last', 'A=1\r\nB=2', `A=1\r\nB=2\r\nT=${quoted}`],
    ['a byte order mark', '\uFEFFA=1\n', `\uFEFFA=1\nT=${quoted}\n`],
    ['comments and empty lines', '  # first\n\n# why\nT=old\n', `  # first\n\n# why\nT=${quoted}\n`],
    ['white space that hides another', 'A=1\n \nB=2\nT=old\n', `A=1\n \nB=2\nT=${quoted}\n`],
    ['its place and order', 'A=1\nT=old\nB=2\n', `A=1\nT=${quoted}\nB=2\n`],
    ['export and indentation', '  export T=old\n', `  export T=${quoted}\n`],
    ['what others have behind export', 'export\tA=1\nexport T=old\n', `export\tA=1\nexport T=${quoted}\n`],
    ['spaces around the sign', 'T = old\n', `T=${quoted}\n`],
    ['a comment behind', "T='old' # of #1, don't lose\n", `T=${quoted} # of #1, don't lose\n`],
    ['a comment instead of a value', 'T= # later\n', `T=${quoted} # later\n`],
    ['an old value over several lines', 'T="a\nT=b\n"\nB=2\n', `T=${quoted}\nB=2\n`],
    ['the last of several', 'T=1\nA=1\nT=2\nB=2\n', `T=1\nA=1\nT=${quoted}\nB=2\n`],
    ['longer names', 'TT=1\nT_=2\nMY_T=3\n', `TT=1\nT_=2\nMY_T=3\nT=${quoted}\n`],
    ['a commented line', '#T=old\n # T=old\n', `#T=old\n # T=old\nT=${quoted}\n`],
    ["somebody's quoted lines", 'A="one\nT=old\nthree"\n', `A="one\nT=old\nthree"\nT=${quoted}\n`],
    ['single quotes over lines', "A='\nT=old\n'\nT=x\n", `A='\nT=old\n'\nT=${quoted}\n`],
    ['an escaped quote', 'A="say \\"T=1\\""\nT=2\n', `A="say \\"T=1\\""\nT=${quoted}\n`],
  ])('keeps %s', (_, text, expected) => {
    expect(setVariable(text, 'T', quoted)).toBe(expected)
    expect(getVariable(expected, 'T')).toBe('12|new')
  })

  test.each<[string, string]>([
    ['an open quote that our own would close', "A='open\nB=1\n"],
    ['a backslash that hides a quote for some', "A='C:\\dir\\'\nB=1\n"],
    ['an escaped quote at which some end the value', 'A="x \\" y\nT=old\n"\n'],
    ['backticks over lines, quotes for some only', 'A=`one\nT=old\n`\n'],
    ['a quoted value over lines with more behind it', 'A="one\nT=old\n"more\n'],
    ['two backslashes that hide a quote for some', 'A="C:\\\\"\nB="\nT=old\n"\n'],
    ['the same behind a line that goes on in bash', "A=back\\\nB='C:\\dir\\'\n"],
    ['a line that goes on in bash', 'A=C:\\dir\\\n'],
    ['a line before it that node 20 takes for a part of its name', 'A=1\nexport B\n\n# why\nT=old\n'],
    ['white space before it that node 20 takes for the same', 'A=1\n \nT=old\n'],
    ['the same before what would be appended', 'A=1\n\t\n'],
    ['an indented comment', 'A=1\n  # why\nT=old\n'],
    ['white space behind a sign, for which node 22 takes the next line as its value', 'A= \nT=old\n'],
    ['the same before what would be appended', 'A=1\nB=\t\r\n'],
    ['the same in its own line', 'T= \nA=1\n'],
    // Regressed: behind a quoted value node 22 does not cut off the indentation of a comment.
    ['an indented comment that node 22 would take for a variable behind ours', 'T=old\n\t#U="u\nJ=it"s\n'],
    ['a line without a name, behind which node 20 reads no further', 'A=1\n=x\nT=old\n'],
    ['a byte order mark before it, which hides it from most', '\uFEFFT=old\nA=1\n'],
    ['only a byte order mark', '\uFEFF'],
    ['a byte order mark before a comment', '\uFEFF# why\nT=old\n'],
    ['a form that only dotenv knows', 'T: old\n'],
    ['a form that only python-dotenv knows', "'T'=old\n"],
    ['a line that sets another one too, for a shell', 'T=old A=2\n'],
    ['the same behind a semicolon', 'export T=old; A=2\n'],
    ['a lone carriage return', 'A=1\rT=old\n'],
    ['what was not UTF-8', 'A=\uFFFD\n'],
  ])('refuses %s', (_, text) => {
    expect(() => setVariable(text, 'T', quoted)).toThrow(DotenvDoubt)
  })

  test('readers take the last of several, as we do', async () => {
    const path = join(await freshFolder(), '.env')
    writeFileSync(path, setVariable("T='1'\nexport T=2 # two\nA='T=3'\nT='4'\n", 'T', quoted))
    for (const [reader, found] of Object.entries(readByAll(path, ['T', 'A']))) {
      expect(found, reader).toEqual({ T: '12|new', A: 'T=3' })
    }
    expect(getVariable(readFileSync(path, 'utf8'), 'T')).toBe('12|new')
  })

  // Regressed: what was behind `export` stayed as it was, and node 20 took `export\tT` for the name.
  test.each([
    'export\tT=old',
    'export  T=old',
    'export \t T = old # why',
    '\tT=old',
    ' \texport\tT="old"',
    'T=1\nexport\tT=2',
    'export\u00A0T=old',
    '\u00A0T=old',
    'A=1\n\uFEFFT=old',
    "T='old'\u00A0# why",
  ])('all find the new value in place of %j', async line => {
    const path = join(await freshFolder(), '.env')
    writeFileSync(path, setVariable(`${line}\n`, 'T', quoted))
    for (const [reader, { T }] of Object.entries(readByAll(path, ['T']))) expect(T, reader).toBe('12|new')
  })

  describe('whatever else is in the file, readers find the new value and what they found before', () => {
    const line = fc.constantFrom(
      ...[
        '# it\'s a "note',
        '',
        'A=1',
        'export B="b b" # c',
        "C='T=no'",
        'T=old',
        "T='old' # why",
        'export\tT=tab',
        ' ',
        '\t# why',
        '\t#U="u',
        'export T="x"',
      ],
      ...[
        'D="one\nT=two\nthree"',
        "E='one\n\nT=two'",
        'F=a#b',
        '  G = g',
        'H=""',
        'I="say \\"hi\\""',
        'J=it"s',
        'H=',
        'H= ',
        'T= ',
        ' =x',
        '  #V=`v',
      ],
      ...[
        "K='open",
        'L="open',
        'M=`tick`',
        'N=`a\nT=b`',
        'O=back\\',
        "P='C:\\x\\'",
        'garbage',
        'export S',
        'R="C:\\\\"',
        'Q="a\nb"c',
      ],
    )
    const text = fc.array(line, { maxLength: 7 }).map(lines => lines.map(one => `${one}\n`).join(''))
    const names = [...'ABCDEFGHIJKLMNOPQR']

    test('by the readers at hand', () => {
      const parsers: Record<string, (text: string) => Values> = { node: parseEnv, dotenv }
      const values = { "'12|new'": '12|new', bare: 'bare', '"it\'s"': "it's" }
      const value = fc.constantFrom(...Object.entries(values))
      fc.assert(
        fc.property(text, value, fc.constantFrom('\n', '\r\n'), (lines, [quoted, plain], lineEnd) => {
          const before = lines.replaceAll('\n', lineEnd)
          const after = attempt(() => setVariable(before, 'T', quoted))
          if (after === undefined) return
          for (const [reader, parse] of Object.entries(parsers)) {
            const of = `${reader} of ${JSON.stringify(after)}`
            expect({ ...found(parse(after), names), T: parse(after).T }, of).toEqual({
              ...found(parse(before), names),
              T: plain,
            })
          }
        }),
        { numRuns: 3000 },
      )
    })

    test('by those that are other programs too', async () => {
      const folder = await freshFolder()
      fc.assert(
        fc.property(text, before => {
          const [old, now] = [join(folder, 'old'), join(folder, 'now')]
          const after = attempt(() => setVariable(before, 'T', quoted))
          if (after === undefined) return
          writeFileSync(old, before)
          writeFileSync(now, after)
          const [was, is] = [readByAll(old, names), readByAll(now, [...names, 'T'])]
          for (const reader of ['node', 'dotenv', 'python-dotenv']) {
            expect(is[reader], `${reader} of ${JSON.stringify(after)}`).toEqual({
              ...was[reader],
              T: '12|new',
            })
          }
        }),
        { numRuns: 30 },
      )
    })
  })
})

function found(values: Values, names: string[]): Values {
  return Object.fromEntries(names.map(name => [name, values[name]]))
}

function attempt(work: () => string): string | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof DotenvDoubt) return undefined
    throw error
  }
}
