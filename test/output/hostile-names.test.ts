import { expect, test } from 'vitest'
import { TokensEndSoon } from '../../src/domain/errors.ts'
import { printable } from '../../src/domain/printable.ts'
import { redactTokens } from '../../src/domain/redact-tokens.ts'
import { displayWidth } from '../../src/output/display-width.ts'
import { errorLines } from '../../src/output/errors.ts'
import { showTokens } from '../../src/output/token-list.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { aToken, now } from './tokens.ts'

// No test here takes a time: what costs the square of a name's length takes many minutes and never ends in time.
const million = 1_000_000
const names: [what: string, name: string][] = [
  ['letters', 'x'.repeat(million)],
  ['digits', '7'.repeat(million)],
  ['line breaks', '\n'.repeat(100_000)],
  ['spaces', ' '.repeat(million)],
  ['spaces and a line break', `${' '.repeat(million)}\n`],
  ['quotes', '"'.repeat(million)],
  ['beginnings of tags', ' ~abcdefghi'.repeat(100_000)],
  ['accents', `a${'\u0301'.repeat(million)}`],
  ['emoji', '\u{1f600}'.repeat(million / 2)],
  ['joined emoji', '\u{1f469}\u200d'.repeat(million / 4)],
  ['turned around', '\u202e'.repeat(million)],
  ['half characters', '\ud83d'.repeat(million)],
  ['beginnings of tokens', '1|a'.repeat(million / 4)],
]

const list = async (name: string, format: 'table' | 'tsv' | 'csv' | 'json' | 'ndjson', columns = 80) => {
  const terminal = new MemoryTerminal()
  terminal.stdout = { terminal: format === 'table', colour: false, columns }
  const tokens = [aToken('1', name), aToken('2', 'short')]
  await showTokens([{ tokens, now }], terminal, { format, header: false })
  return terminal.printed
}

test.each(names)('a name of %s is written out in the forms for scripts', async (_, name) => {
  expect((await list(name, 'tsv')).split('\t')[8]).toBe(`${printable(name)}\n2`)
  expect((await list(name, 'csv')).split('\r\n')).toHaveLength(4)
  expect(JSON.parse(await list(name, 'json'))[0].name).toBe(name)
  expect(JSON.parse((await list(name, 'ndjson')).split('\n')[0] ?? '').name).toBe(name)
})

test.each(names)('a name of %s is cut in a table', async (_, name) => {
  for (const columns of [60, 140]) {
    const lines = (await list(name, 'table', columns)).split('\n')
    expect(lines).toHaveLength(4)
    for (const line of lines) {
      expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      expect(line.length).toBeLessThan(1000)
    }
  }
})

test.each(names)('a name of %s is one line of an error', (_, name) => {
  const error = new TokensEndSoon('one token ends soon', { hint: `beatpass tokens rotate '${name}'` })
  expect(errorLines(error, { json: false }).split('\n')).toHaveLength(3)
  expect(redactTokens(name)).toBe(name)
})
