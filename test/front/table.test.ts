import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { expect, describe as group, test } from 'vitest'
import { HelpShown, tame } from '../../src/arguments.ts'
import { describe } from '../../src/front/describe.ts'
import { tableOfToday } from '../../src/front/table-of-today.ts'
import { commandTree } from '../readme.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

test('what was built is what the command definitions say today', async () => {
  const [rows, help] = [builtLines('commands'), builtLines('help')]
  const built = { version, rows: Object.fromEntries(rows), help: Object.fromEntries(help) }
  expect(built, 'npm run build makes it anew').toEqual(await tableOfToday(version))
  expect(rows.length).toBe(help.length)
  expect(rows.length).toBeGreaterThan(20)
})

function builtLines(name: string): [string, unknown][] {
  const lines = readFileSync(`dist/${name}.jsonl`, 'latin1').trim().split('\n')
  return lines.map(line => JSON.parse(line))
}

/** The help of a command as commander writes it for a terminal of that width. */
async function written(path: string, columns: number): Promise<string> {
  const root = await commandTree()
  let said = ''
  const widen = (command: Command): void => {
    command.configureOutput({ getOutHelpWidth: () => columns })
    command.commands.forEach(widen)
  }
  widen(root)
  tame(root, text => {
    said += text
  })
  const args = [...path.split(' ').filter(word => word !== ''), '--help']
  await expect(root.parseAsync(args, { from: 'user' })).rejects.toThrow(HelpShown)
  return said
}

test('each text is what commander writes at the widths that it is used for', async () => {
  const { help } = await tableOfToday(version)
  for (const [path, { narrow, wide }] of Object.entries(help)) {
    expect(await written(path, 80), path).toBe(narrow)
    const { columns, text } = wide ?? { columns: 80, text: narrow }
    for (const width of [columns, columns + 1, 400]) expect(await written(path, width), path).toBe(text)
  }
})

group('what the table cannot hold does not get into it', () => {
  const made = (change: (command: Command) => unknown) => async () => {
    const command = new Command('beatpass').version('1', '--version').helpOption('--help')
    const child = new Command('child').action(() => undefined)
    change(child)
    return command.addCommand(child)
  }
  test.each<[string, (command: Command) => unknown]>([
    ['a short form', command => command.option('-x, --extra')],
    ['a short form', command => command.option('-x')],
    ['a value that may be left out', command => command.option('--extra [value]')],
    ['several values', command => command.option('--extra <values...>')],
    ['to be there', command => command.requiredOption('--extra <value>')],
    ['a variable', command => command.addOption(new Option('--extra <value>').env('EXTRA'))],
    ['a preset', command => command.addOption(new Option('--extra').preset('x'))],
    ['a say', command => command.addOption(new Option('--extra').implies({ other: 'x' }))],
    ['a say', command => command.addOption(new Option('--extra').conflicts('other'))],
    ['an alias', command => command.alias('kid')],
  ])('%s', async (kind, change) => {
    await expect(describe('1', made(change))).rejects.toThrow(kind)
  })
  test('and what it can does', async () => {
    await describe(
      '1',
      made(command => command.option('--extra <value>').argument('[name]')),
    )
  })
})
