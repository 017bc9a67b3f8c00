import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CommandRow, OptionRow } from '../../src/front/command-table.ts'
import { resolve } from '../../src/front/resolve.ts'
import { byCommander } from './by-commander.ts'
import { type CommandsOfToday, commandsOfToday } from './commands-of-today.ts'

// What a command is given without commander is to the last value what it is given by it.

let table: CommandsOfToday
beforeAll(async () => {
  table = await commandsOfToday('1.2.3')
})

const givenTo = (args: readonly string[]) => {
  const resolved = resolve(args, table.rowAt)
  return resolved.kind === 'run' ? resolved.given : undefined
}

describe('a line of each kind', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['tokens list', { sort: 'created', input: true }, []],
    ['--json tokens list', { sort: 'created', input: true, json: true }, []],
    ['tokens list --json', { sort: 'created', input: true, json: true }, []],
    ['tokens --json list --json', { sort: 'created', input: true, json: true }, []],
    ['tokens list --no-input', { sort: 'created', input: false }, []],
    ['--no-input tokens list --yes', { sort: 'created', input: false, yes: true }, []],
    ['tokens list --sort name', { sort: 'name', input: true }, []],
    ['tokens list --sort=name --sort=used', { sort: 'used', input: true }, []],
    ['--profile a tokens --profile b list --profile=c', { sort: 'created', input: true, profile: 'c' }, []],
    ['--profile --json tokens list', { sort: 'created', input: true, profile: '--json' }, []],
    ['tokens list --profile -- --json', { sort: 'created', input: true, profile: '--', json: true }, []],
    ['tokens list --name --nonsense', { sort: 'created', input: true, name: '--nonsense' }, []],
    ['tokens list --name=a=b', { sort: 'created', input: true, name: 'a=b' }, []],
    ['tokens list --name=', { sort: 'created', input: true, name: '' }, []],
    ['tokens list --name -1 --', { sort: 'created', input: true, name: '-1' }, []],
    ['tokens show -- --json', { input: true }, ['--json']],
    ['tokens show -1', { input: true }, ['-1']],
    [
      '--timeout 5s tokens show - --api-url=https://x/?a=b',
      { input: true, timeout: '5s', apiUrl: 'https://x/?a=b' },
      ['-'],
    ],
    [
      'whoami --offline --accept-undocumented-api',
      { input: true, offline: true, acceptUndocumentedApi: true },
      [],
    ],
    ['-- tokens list', { sort: 'created', input: true }, []],
    ['-- tokens show x', { input: true }, ['x']],
    ['tokens check', { input: true }, []],
    ['tokens revoke a 7 --yes', { input: true, yes: true }, ['a', '7']],
    ['tokens revoke --all-but-current --dry-run', { input: true, allButCurrent: true, dryRun: true }, []],
  ])('%s', async (line, options, operands) => {
    const args = line.split(' ')
    expect(givenTo(args)).toStrictEqual({ options, operands })
    expect(await byCommander(args)).toMatchObject({ given: { options, operands } })
  })

  test.each([
    'tokens list --within 3d',
    'tokens list --limit 2',
    'tokens revoke --unused-for 1d',
    '--store keychain whoami',
  ])('%s: only the parser of that option knows', line => {
    expect(resolve(line.split(' '), table.rowAt)).toEqual({ kind: 'run', path: expect.any(Array) })
  })
})

const values = [
  'x',
  '',
  '-',
  '--',
  '-1',
  '-x',
  '--json',
  '--no-input',
  '--help',
  'a=b',
  '--name=y',
  'tokens',
  'help',
  'ü',
]

/** One option as it may be written: with a value apart or behind an equals sign, right or not. */
function written({ long, takesValue, choices = [] }: OptionRow): fc.Arbitrary<string[]> {
  const value = fc.constantFrom(...values, ...choices, ...choices, ...choices)
  const assigned = value.map(text => [`${long}=${text}`])
  const bare = fc.constant<string[]>([long])
  if (!takesValue) return fc.oneof({ weight: 9, arbitrary: bare }, assigned)
  return fc.oneof(
    { weight: 4, arbitrary: value.map(text => [long, text]) },
    { weight: 4, arbitrary: assigned },
    bare,
  )
}

/** The words of a path with options of the commands on it strewn between and behind, some operands, perhaps a `--`. */
function lines(trail: readonly CommandRow[]): fc.Arbitrary<string[]> {
  const own = trail.flatMap(({ options }) => options).filter(({ opaque, version }) => !opaque && !version)
  const some = fc.array(fc.oneof(...own.map(written)), { maxLength: 3 }).map(all => all.flat())
  const operands = fc.array(fc.constantFrom('ci-main', '7', '-1', '-'), { maxLength: 2 })
  const end = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    operands.map(all => ['--', ...all]),
  )
  const path = trail.slice(1).map(({ name }) => fc.tuple(fc.constant([name]), some))
  return fc.tuple(some, ...path, operands, some, end).map(all => all.flat(2))
}

/** The commands on the way to each that does something, itself included. */
const trails = (): CommandRow[][] =>
  table.all
    .filter(({ row }) => row.acts)
    .map(({ path }) => [[], ...path.map((_, at) => path.slice(0, at + 1))].map(table.rowAt))

test('any line of any command, as by commander', async () => {
  let count = 0
  for (const trail of trails()) {
    await fc.assert(
      fc.asyncProperty(lines(trail), async args => {
        const given = givenTo(args)
        const byIt = await byCommander(args)
        if (given) {
          count++
          expect('given' in byIt ? byIt.given : byIt).toStrictEqual(given)
        } else expect(byIt).not.toHaveProperty('given')
      }),
      { numRuns: 150 },
    )
  }
  expect(count).toBeGreaterThan(500)
})
