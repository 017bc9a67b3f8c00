import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CommandRow } from '../../src/front/command-table.ts'
import { type Resolved, resolve } from '../../src/front/resolve.ts'
import { byCommander } from './by-commander.ts'
import { type CommandsOfToday, commandsOfToday } from './commands-of-today.ts'

let table: CommandsOfToday
beforeAll(async () => {
  table = await commandsOfToday('1.2.3')
})

function inItsTerms(resolved: Exclude<Resolved, { kind: 'unsure' }>) {
  switch (resolved.kind) {
    case 'version':
      return { said: '1.2.3\n' }
    case 'help':
      return { said: table.help[resolved.path.join(' ')]?.narrow }
    case 'refused':
      return { message: resolved.message, hint: resolved.hint }
    case 'run':
      return { ran: resolved.path, ...(resolved.given ? { given: resolved.given } : {}) }
  }
}

/** Words of every kind that a command line is made of: right ones, misspelt ones, values, and what is neither. */
function wordsOf(row: CommandRow): string[] {
  const options = row.options.flatMap(({ long, choices = [] }) => [
    long,
    `${long}=x`,
    long.replace(/.$/, ''),
    ...choices,
  ])
  return [row.name, `${row.name}x`, ...options]
}

const odd = [
  '--',
  '-',
  '-h',
  '--help',
  '--version',
  'help',
  '',
  '-1',
  '-1.5e3',
  '-x',
  '-hx',
  '--=',
  '--a\nb',
  '30d',
  'never',
  '5',
  'ci-main',
  "it's",
  'ü',
  '--jsn',
]

describe('a command line comes to the same as with commander', () => {
  test('whatever its words are', async () => {
    const known = table.all.flatMap(({ row }) => wordsOf(row))
    const names = ['tokens', 'list', 'rotate', 'create', 'sandbox', 'user', 'add', 'login', 'show', 'revoke']
    const word = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...names) },
      { weight: 4, arbitrary: fc.constantFrom(...known) },
      { weight: 2, arbitrary: fc.constantFrom(...odd) },
      { weight: 1, arbitrary: fc.constant('help') },
    )
    const counts: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async args => {
        const resolved = resolve(args, table.rowAt)
        counts[resolved.kind] = (counts[resolved.kind] ?? 0) + 1
        if (resolved.kind === 'unsure') return
        const told = inItsTerms(resolved)
        const whole = await byCommander(args)
        if (resolved.kind === 'run') expect(await byCommander(args, resolved.path)).toEqual(whole)
        const certain = resolved.kind !== 'run' || resolved.unparsed.length === 0
        if (certain || 'ran' in whole) expect(whole).toMatchObject(told)
      }),
      { numRuns: 3000 },
    )
    for (const kind of ['help', 'refused', 'run', 'version', 'unsure'])
      expect(counts[kind]).toBeGreaterThan(5)
  })

  test('every command, alone and with --help, and every option of it', async () => {
    for (const { row, path } of table.all) {
      const lines = [
        [],
        ['--help'],
        ['-h'],
        ['a', 'b', 'c'],
        ...row.options.flatMap(({ long }) => [[long], [long, 'x']]),
      ]
      for (const line of lines) {
        const resolved = resolve([...path, ...line], table.rowAt)
        if (resolved.kind === 'unsure' || resolved.kind === 'run') continue
        expect(await byCommander([...path, ...line]), [...path, ...line].join(' ')).toEqual(
          inItsTerms(resolved),
        )
      }
    }
  })
})

test.each([
  [
    '--json tokens list --within soon',
    {
      kind: 'run',
      path: ['tokens', 'list'],
      given: { options: { input: true, json: true, sort: 'created' }, operands: [] },
      unparsed: [['within', 'soon']],
    },
  ],
  ['tokens list --within soon more', { kind: 'unsure' }],
  ['tokens rotate --help', { kind: 'help', path: ['tokens', 'rotate'] }],
  ['help tokens rotate', { kind: 'help', path: ['tokens', 'rotate'] }],
  ['tokens help help rotate --grace 1d', { kind: 'help', path: ['tokens', 'rotate'] }],
  ['help --json', { kind: 'help', path: [] }],
  ['--json tokens rotate -h', { kind: 'help', path: ['tokens', 'rotate'] }],
  ['sandbox user', { kind: 'help', path: ['sandbox', 'user'] }],
  ['tokens list --version', { kind: 'version' }],
])('%s', (line, resolved) => {
  expect(resolve(line.split(' '), table.rowAt)).toEqual(resolved)
})
