import type { Command, Option } from 'commander'
import { tame, widen } from '../arguments.ts'
import type { CommandRow, CommandTable, HelpText, OptionRow } from './command-table.ts'

const narrow = 80

/** Wider than any line of help. */
const endless = 10_000

/**
 * The table of a command tree, which `definitions` makes anew for every use. Throws for what `resolve` does not know of:
 * short options, aliases, optional values and the like.
 */
export async function describe(version: string, definitions: () => Promise<Command>): Promise<CommandTable> {
  const root = await definitions()
  tame(root, () => undefined)
  const rows: Record<string, CommandRow> = {}
  const help: Record<string, HelpText> = {}
  for (const { path, command } of commandsFrom(root)) {
    rows[path.join(' ')] = rowOf(command)
    help[path.join(' ')] = await helpOf(path, definitions)
  }
  return { version, rows, help }
}

interface Placed {
  path: readonly string[]
  command: Command
}

function commandsFrom(command: Command, path: readonly string[] = []): Placed[] {
  const below = command.commands.flatMap(child => commandsFrom(child, [...path, child.name()]))
  return [{ path, command }, ...below]
}

function rowOf(command: Command): CommandRow {
  const helper = command.createHelp()
  const likely = helper.visibleOptions(command).flatMap(({ long }) => (long ? [long] : []))
  const shown = helper.visibleCommands(command).map(child => child.name())
  const asksHelp = shown.find(name => !command.commands.some(child => child.name() === name))
  refuse(command.name(), { 'an alias': command.aliases().length > 0 })
  return {
    name: command.name(),
    acts: actsByItself(command),
    options: command.options.map(option => optionRow(option, command)),
    arguments: command.registeredArguments.map(argument => {
      refuse(argument.name(), { 'choices of its own': argument.argChoices !== undefined })
      return { name: argument.name(), required: argument.required, variadic: argument.variadic }
    }),
    helpFlags: ['-h', '--help'],
    ...(asksHelp === undefined ? {} : { helpCommand: asksHelp }),
    likelyOptions: likely,
    likelyCommands: shown,
    commands: command.commands.map(child => child.name()),
  }
}

/** commander tells nobody else. */
function actsByItself(command: Command): boolean {
  return (command as unknown as { _actionHandler: unknown })._actionHandler != null
}

function optionRow(option: Option, command: Command): OptionRow {
  const { flags, long, short, required, optional, mandatory, variadic, argChoices, parseArg, envVar } = option
  const initial: unknown = command.getOptionValue(option.attributeName())
  refuse(flags, {
    'a short form': short !== undefined,
    'a value that may be left out': optional,
    'several values': variadic,
    'to be there': mandatory,
    'a variable': envVar !== undefined,
    'a preset': option.presetArg !== undefined,
    'a say in other options': hasSayInOthers(option),
  })
  return {
    flags,
    long: long ?? '',
    attribute: option.attributeName(),
    takesValue: required,
    ...(option.negate ? { negates: true as const } : {}),
    ...(initial === undefined ? {} : { initial }),
    ...(argChoices ? { choices: argChoices } : {}),
    ...(parseArg && !argChoices ? { opaque: true as const } : {}),
    ...(long === '--version' && command.version() !== undefined ? { version: true as const } : {}),
  }
}

/** commander's types do not tell of these. */
function hasSayInOthers(option: Option): boolean {
  const { implied, conflictsWith } = option as Option & { implied?: object; conflictsWith?: string[] }
  return implied !== undefined || (conflictsWith ?? []).length > 0
}

function refuse(name: string, kinds: Record<string, boolean>): void {
  for (const [kind, is] of Object.entries(kinds))
    if (is) throw new Error(`${name} has ${kind}, which src/front/resolve.ts does not know`)
}

async function helpOf(path: readonly string[], definitions: () => Promise<Command>): Promise<HelpText> {
  const [text, endlessText] = [await printed(path, narrow), await printed(path, endless)]
  if (text === endlessText) return { narrow: text }
  const columns = Math.max(...endlessText.split('\n').map(line => line.length))
  return { narrow: text, wide: { columns, text: endlessText } }

  async function printed(words: readonly string[], width: number): Promise<string> {
    const root = await definitions()
    let said = ''
    widen(root, width)
    tame(root, piece => {
      said += piece
    })
    await root.parseAsync([...words, '--help'], { from: 'user' }).catch(() => undefined)
    return said
  }
}
