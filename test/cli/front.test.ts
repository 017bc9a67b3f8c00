import { describe, expect, test } from 'vitest'
import { bothWays, bothWaysAtTerminal } from '../front/both-ways.ts'
import { commandTree } from '../readme.ts'

type Tree = Awaited<ReturnType<typeof commandTree>>

const pathsOf = (command: Tree, path: readonly string[] = []): (readonly string[])[] => [
  path,
  ...command.commands.flatMap(child => pathsOf(child, [...path, child.name()])),
]
const paths = pathsOf(await commandTree()).map(path => path.join(' '))
const words = (line: string) => line.split(' ').filter(word => word !== '')

test('every command is there', () => {
  expect(paths).toEqual(expect.arrayContaining(['', 'tokens', 'tokens list', 'sandbox user add', 'recovery']))
})

describe('the same bytes, streams and exit code as through commander', () => {
  test.each(paths)('%s --help', async path => {
    const { fast, slow } = await bothWays([...words(path), '--help'])
    expect(fast).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/./), stderr: '' })
    expect(fast).toEqual(slow)
  })

  test.each([
    '',
    '--version',
    'help',
    'help tokens',
    'help tokens rotate',
    'tokens help list',
    'help nobody',
    'help tokens nobody',
    'tokens help rotat',
    'tokens help rotate nobody',
    'help login help',
    'help help tokens --debug list',
    'help bogus --json',
    'help bogus --debug',
    'help -- tokens -',
    'tokens',
    'sandbox user',
    '--json tokens list --help',
    'tokens list --version',
    '-- tokens list --help',
    '-h',
    'tokens list -h',
    'tokens -- --help',
    'tokens lst --help',
    'help tokens --help',
    'tokens list --json --help',
    'lst',
    '--json tokens lst',
    'tokens lst --json',
    'tokens lst -- --json',
    'tokens list --stat active',
    'tokens list more',
    'tokens show',
    'login --otp',
    'tokens list --status=odd',
    'tokens list --status odd --debug',
    'tokens rotate ci-main --grace soon',
    'tokens list --limit 0 more',
    'tokens create --quiet --nonsense ünï‮',
  ])('%s', async line => {
    const { fast, slow } = await bothWays(words(line))
    expect(fast.stdout + fast.stderr).not.toBe('')
    expect(withoutPlaces(fast)).toEqual(withoutPlaces(slow))
  })

  test('words that only look like a command when they are put together', async () => {
    for (const args of [
      ['tokens list', '--help'],
      ['', 'tokens', '--help'],
      ['tokens",{', '--help'],
    ]) {
      const { fast, slow } = await bothWays(args)
      expect(fast).toEqual(slow)
    }
  })

  test.each([
    { COLUMNS: '200' },
    { COLUMNS: '40' },
    { NO_COLOR: '1' },
    { FORCE_COLOR: '3' },
    { TERM: 'dumb' },
  ])('whatever %j says', async env => {
    for (const args of [['--help'], ['tokens', 'list', '--help'], ['tokens', 'lst']]) {
      const { fast, slow } = await bothWays(args, env)
      expect(fast).toEqual(slow)
    }
  })

  test.each([72, 120])('COLUMNS=%i overrules a terminal of 80', async columns => {
    for (const args of [['--help'], ['tokens'], ['tokens', 'list', '--help'], ['help', 'tokens', 'list']]) {
      const { fast, slow } = await bothWaysAtTerminal(args, 80, { COLUMNS: `${columns}` })
      const widest = Math.max(...fast.stdout.split(/\r?\n/).map(line => line.length))
      expect(widest).toBeLessThanOrEqual(columns)
      expect(widest).toBeGreaterThan(columns === 72 ? 65 : 80)
      expect(fast).toEqual(slow)
    }
  })

  test.each([30, 60, 79, 80, 81, 100, 140, 250])('at a terminal of %i columns', async columns => {
    for (const args of [['--help'], ['tokens'], ['tokens', 'list', '--help'], ['tokens', 'lst']]) {
      const { fast, slow } = await bothWaysAtTerminal(args, columns)
      expect(fast.stdout).not.toBe('')
      expect(fast).toEqual(slow)
    }
  })
})

/** `--debug` tells where in the program it happened, which differs with how it was built. */
function withoutPlaces({ stderr, ...rest }: { stderr: string; stdout: string; exitCode: number | null }) {
  return { ...rest, stderr: stderr.replace(/^ {4}at .*\n/gm, '') }
}
