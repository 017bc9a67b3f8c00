import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasAction, withParsed } from '../../src/commands/actions.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import type { CommandRow, OptionRow } from '../../src/front/command-table.ts'
import { resolve } from '../../src/front/resolve.ts'
import { byCommander } from './by-commander.ts'
import { type CommandsOfToday, commandsOfToday } from './commands-of-today.ts'

// What a command is given without commander is to the last value what it is given by it.

let table: CommandsOfToday
beforeAll(async () => {
  table = await commandsOfToday('1.2.3')
})

const leftToCommander = Symbol('left to commander')

/** What `main` gives the action of a command, or the words in which it refuses; undefined where it is no run. */
const givenTo = (args: readonly string[]) => {
  const resolved = resolve(args, table.rowAt)
  if (resolved.kind !== 'run') return undefined
  const { path, given, unparsed } = resolved
  const name = path.join(' ')
  if (!hasAction(name)) return unparsed.length > 0 ? leftToCommander : given
  try {
    return withParsed(name, given, unparsed)
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return { message: error.message, hint: error.hint }
  }
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

  test.each<[string, [string, string][]]>([
    [
      'tokens list --within 3d --limit=2',
      [
        ['within', '3d'],
        ['limit', '2'],
      ],
    ],
    [
      '--store age tokens --store pass revoke --unused-for nonsense',
      [
        ['store', 'age'],
        ['store', 'pass'],
        ['unusedFor', 'nonsense'],
      ],
    ],
    [
      'tokens rotate ci --to store: --grace 1d --to=',
      [
        ['to', 'store:'],
        ['grace', '1d'],
        ['to', ''],
      ],
    ],
  ])('%s: the values are left to the parsers of those options', (line, unparsed) => {
    expect(resolve(line.split(' '), table.rowAt)).toMatchObject({ kind: 'run', unparsed })
  })

  test.each([
    'tokens list --within 3d --limit 2',
    'tokens check --within nonsense',
    'tokens revoke --unused-for 1d --unused-for 2d',
    'tokens create ci --expires 30d --to store: --to file:token',
    'tokens create ci --to file:one --expires yesterday --to nonsense',
    'tokens rotate ci --within 7d --grace 24h --to env:.env#TOKEN --wait 5m',
    '--store keychain whoami',
    'tokens show x --store nonsense',
    'tokens --store age show x --store pass',
  ])('%s: read as by commander', async line => {
    const args = line.split(' ')
    const byIt = await byCommander(args)
    expect('given' in byIt ? byIt.given : byIt).toStrictEqual(givenTo(args))
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
  '7d',
  'never',
  'store:',
  'file:{label}',
  'keychain',
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
  const own = trail.flatMap(({ options }) => options).filter(({ version }) => !version)
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
        if (given === leftToCommander) return
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
