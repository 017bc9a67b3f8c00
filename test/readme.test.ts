import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { platformNames } from '../src/adapters/platforms/registry.ts'
import * as errors from '../src/domain/errors.ts'
import { faultAction } from '../src/sandbox/faults/fault-actions.ts'
import { everyKind } from './adapters/destinations/every-kind.ts'
import { commandTree, fencedLines, quoted, readme, rowsOf, runnable, section } from './readme.ts'

const tree = await commandTree()
const commands = runnable(tree)
const flagsOf = (command: Command) => command.options.flatMap(({ long }) => (long ? [long] : [])).sort()
const firstCells = (heading: string) => rowsOf(section(heading)).flatMap(([cell]) => quoted(cell))

/** The names that an `InvalidInput` lists in its hint: `one of a, b`. */
function listedInHint(provoke: () => unknown): string[] {
  try {
    provoke()
  } catch (error) {
    const hint = error instanceof errors.InvalidInput ? error.hint : undefined
    return (hint ?? '').replace(/^(one of|known are) /, '').split(', ')
  }
  throw new Error('it did not throw')
}

test('two commands stand between the markers, each on a line of its own', () => {
  const between = /<!-- two commands -->\n([\s\S]*?)<!-- end -->/.exec(readme)?.[1] ?? ''
  const lines = fencedLines(between, 'sh')
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(line).toMatch(/^(npm|npx|node|\.\/)/)
  expect(between.trim().split('\n')).toHaveLength(4)
})

test('every npm script that it names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(2)
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
})

describe('commands', () => {
  test('each has a section, and each section is a command', () => {
    const headings = [...section('## Commands').matchAll(/^### `beatpass (.*)`$/gm)].map(([, path]) => path)
    expect(headings.sort()).toEqual([...commands.keys()].sort())
  })

  test.each([...commands])('%s: its section tells every option, and no other', (path, command) => {
    const text = section(`### \`beatpass ${path}\``)
    const told = quoted(text).flatMap(code => /^--[a-z-]+/.exec(code) ?? [])
    const own = flagsOf(command)
    const foreign = flagsOf(tree).filter(flag => !own.includes(flag))
    expect([...new Set(told)].filter(flag => !foreign.includes(flag)).sort()).toEqual(own)
  })

  test('the global options are in their table', () => {
    const help = '--help'
    expect(firstCells('## Commands').sort()).toEqual([...flagsOf(tree), help].sort())
  })

  test('every command line in an example can be typed', () => {
    const shown = fencedLines(readme, 'console').filter(line => line.startsWith('$ '))
    const lines = [...shown, ...fencedLines(readme, 'sh|yaml|crontab')]
    const start = /(?:^|^\$ |exec |\| |\(|\.lock )beatpass ([^|<)]*)/g
    const typed = lines.flatMap(line => [...line.matchAll(start)])
    expect(typed.length).toBeGreaterThan(30)
    for (const [line, args = ''] of typed) expect(unknownIn(args), line).toEqual([])
  })
})

/** The words of a command line that no command or option goes by. */
function unknownIn(args: string): string[] {
  const words = args
    .replace(/"[^"]*"|'[^']*'/g, 'TEXT')
    .trim()
    .split(/\s+/)
  const path: Command[] = [tree]
  const known = () => path.flatMap(flagsOf)
  for (const word of words.filter(word => !word.startsWith('-'))) {
    const child = path.at(-1)?.commands.find(command => command.name() === word)
    if (child) path.push(child)
  }
  const flags = words.filter(word => word.startsWith('--') && !known().includes(word))
  return path.length > 1 ? flags : words
}

describe('tables', () => {
  test('every exit code and every error code is in the table, and no other', () => {
    const table = rowsOf(section('## Exit codes')).map(([exit, , codes]) => [Number(exit), quoted(codes)])
    const expected = new Map<number, string[]>([
      [0, []],
      [1, ['unexpected']],
    ])
    for (const error of everyError()) {
      expected.set(error.exitCode, [...(expected.get(error.exitCode) ?? []), error.code])
    }
    expect(table).toEqual([...expected].sort(([a], [b]) => a - b))
  })

  test('every environment variable that the source reads is in the table, and no other', () => {
    const source = sourceText('src')
    const patterns = [
      /\benv\??\.([A-Z][A-Z_]+)\b/g,
      /'((?:BEATPASS|XDG)_\w+|(?:https|all|no)_proxy|(?:HTTPS|ALL|NO)_PROXY)'/g,
    ]
    const read = new Set(
      patterns.flatMap(pattern => [...source.matchAll(pattern)].map(([, name = '']) => name)),
    )
    expect(read.size).toBeGreaterThan(25)
    const told = firstCells('## Environment')
    expect([...read].filter(name => !told.includes(name))).toEqual([])
    expect(told.filter(name => !source.includes(name))).toEqual([])
  })

  test('every fault is in the table, and no other', () => {
    const told = firstCells('## The sandbox').map(cell => cell.replace(/=.*/, ''))
    expect([...new Set(told)].sort()).toEqual(
      listedInHint(() => faultAction('none-of-that-name', undefined)).sort(),
    )
  })

  test('every platform is in the table with tests that are there, and no other', () => {
    const rows = rowsOf(section('## Platforms'))
    expect(rows.flatMap(([cell]) => quoted(cell)).sort()).toEqual([...platformNames].sort())
    for (const row of rows) {
      const shown = quoted(row.at(-1))
      expect(shown.length, row[0]).toBeGreaterThan(0)
      for (const path of shown) expect(existsSync(path), path).toBe(true)
    }
  })

  test('every destination is in the table, and no other', () => {
    expect(firstCells('## Destinations')).toEqual(everyKind().map(({ form }) => form))
  })
})

/** One of each error, in the order of their definition; a signal's twice. */
function everyError(): errors.BeatpassError[] {
  const { BeatpassError, Cancelled, ...concrete } = errors
  const made = Object.values(concrete).map(make => new make('so'))
  const sorted = [...made, new Cancelled('so', 130), new Cancelled('so', 143)]
  expect(sorted.every(error => error instanceof BeatpassError)).toBe(true)
  return sorted
}

function sourceText(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter(name => name.endsWith('.ts'))
  return files.map(name => readFileSync(join(folder, name), 'utf8')).join('\n')
}
