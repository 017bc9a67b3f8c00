import type { Given, Unparsed } from '../commands/action.ts'
import type { ArgumentRow, CommandRow, OptionRow } from './command-table.ts'
import { didYouMean, similar } from './similar.ts'
import { withoutValue } from './without-value.ts'

/** What a command line comes to. */
export type Resolved =
  | { kind: 'version' }
  | { kind: 'help'; path: readonly string[] }
  /** In the words of the usage errors in arguments.ts. */
  | { kind: 'refused'; message: string; hint: string }
  | { kind: 'run'; path: readonly string[]; given: Given; unparsed: readonly Unparsed[] }
  /** An option's own parser has a say before this is settled. */
  | { kind: 'unsure' }

/** Thrown where commander would stop reading, and caught by `resolve`. */
class Settled {
  readonly resolved: Resolved
  constructor(resolved: Resolved) {
    this.resolved = resolved
  }
}

/** Gives what is known of a command. Only those on the way to it are asked for: the rest of the table need not be read. */
export type RowAt = (path: readonly string[]) => CommandRow

/** Reads a command line as commander does with the same definitions, without running anything. */
export function resolve(args: readonly string[], rowAt: RowAt): Resolved {
  const reading: Reading = { path: [], unparsed: [], values: new Map(), rowAt }
  try {
    return readCommand([rowAt([])], [], args, reading)
  } catch (error) {
    if (!(error instanceof Settled)) throw error
    return reading.unparsed.length > 0 ? { kind: 'unsure' } : error.resolved
  }
}

interface Reading {
  path: string[]
  /** Values that only their own parsers can judge, as they come: behind one, whatever is no run may come too late. */
  unparsed: Unparsed[]
  /** What was given to each command, by attribute. */
  values: Map<CommandRow, Record<string, unknown>>
  rowAt: RowAt
}

type Trail = readonly [CommandRow, ...CommandRow[]]

/** `trail` is the command and those above it, nearest first. */
function readCommand(
  trail: Trail,
  before: readonly string[],
  rest: readonly string[],
  reading: Reading,
): Resolved {
  const [command] = trail
  const parsed = readOptions(trail, rest, reading)
  const operands = [...before, ...parsed.operands]
  const [first, ...others] = operands
  if (first !== undefined && command.commands.includes(first))
    return readCommand(below(trail, first, reading), others, parsed.unknown, reading)
  if (first !== undefined && first === command.helpCommand) return helpOf(trail, others, reading)
  const [foreign] = parsed.unknown
  const isBareGroup = !command.acts && first === undefined && foreign === undefined
  const asksHelp = parsed.unknown.some(arg => command.helpFlags.includes(arg))
  // Before help is given: who mistypes a command and asks for its help is not helped by that of its group.
  if (!command.acts && first !== undefined) throw unknownCommand(trail, first)
  if (asksHelp || isBareGroup) throw new Settled(help(reading.path))
  if (foreign !== undefined) throw unknownOption(trail, foreign)
  checkArguments(trail, operands)
  const { path, unparsed } = reading
  return { kind: 'run', path, given: { options: optionsOf(trail, reading), operands }, unparsed }
}

/** Goes one command down. */
function below(trail: Trail, name: string, reading: Reading): Trail {
  reading.path.push(name)
  return [reading.rowAt(reading.path), ...trail]
}

/** As commander merges them: what is above overrules. */
function optionsOf(trail: Trail, { values }: Reading): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const command of trail) {
    for (const { attribute, initial } of command.options) if (initial !== undefined) all[attribute] = initial
    Object.assign(all, values.get(command))
  }
  return all
}

const help = (path: readonly string[]): Resolved => ({ kind: 'help', path: [...path] })

/** Of a command all the way down: `help tokens rotate`. What is behind the first option is not looked at. */
function helpOf(trail: Trail, names: readonly string[], reading: Reading): never {
  const [command] = trail
  const [name, ...others] = names
  if (name === undefined || looksLikeOption(name)) throw new Settled(help(reading.path))
  if (name === command.helpCommand) return helpOf(trail, others, reading)
  if (!command.commands.includes(name)) throw unknownCommand(trail, name)
  return helpOf(below(trail, name, reading), others, reading)
}

/** Divides what follows into operands and, from the first option that is not this command's own, what is left to others. */
function readOptions(trail: Trail, args: readonly string[], reading: Reading) {
  const [command] = trail
  const operands: string[] = []
  const unknown: string[] = []
  let into = operands
  const left = [...args]
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (arg === '--') {
      into.push(...(into === unknown ? [arg] : []), ...left)
      break
    }
    const option = command.options.find(({ long }) => long === arg)
    if (option) {
      const value = option.takesValue ? left.shift() : undefined
      if (option.takesValue && value === undefined) throw missingValue(trail, option)
      accept(trail, option, value, reading)
      continue
    }
    const [, flag, value] = /^(--[^=]+)=([\s\S]*)$/.exec(arg) ?? []
    const assigned = flag && command.options.find(({ long, takesValue }) => takesValue && long === flag)
    if (assigned) {
      accept(trail, assigned, value, reading)
      continue
    }
    if (looksLikeOption(arg) && !(command.commands.length === 0 && isNegativeNumber(arg))) into = unknown
    into.push(arg)
  }
  return { operands, unknown }
}

const looksLikeOption = (arg: string) => arg.length > 1 && arg.startsWith('-')
const isNegativeNumber = (arg: string) => /^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(arg)

function accept(trail: Trail, option: OptionRow, value: string | undefined, reading: Reading): void {
  if (option.version) throw new Settled({ kind: 'version' })
  if (option.opaque && value !== undefined) {
    reading.unparsed.push([option.attribute, value])
    return
  }
  const given = { [option.attribute]: value ?? !option.negates }
  reading.values.set(trail[0], { ...reading.values.get(trail[0]), ...given })
  if (!option.choices || value === undefined || option.choices.includes(value)) return
  const allowed = `allowed choices are ${option.choices.join(', ')}`
  throw refused(trail, `option '${option.flags}' argument '${value}' is invalid: ${allowed}`)
}

function checkArguments(trail: Trail, operands: readonly string[]): void {
  const [command] = trail
  const missing = command.arguments.find(({ required }, at) => required && operands[at] === undefined)
  if (missing) throw refused(trail, `missing required argument '${missing.name}'`)
  const last: ArgumentRow | undefined = command.arguments.at(-1)
  const expected = command.arguments.length
  if (last?.variadic || operands.length <= expected) return
  const words = `${expected} argument${expected === 1 ? '' : 's'} but got ${operands.length}`
  throw refused(trail, `too many arguments for '${command.name}': expected ${words}`)
}

function missingValue(trail: Trail, { flags }: OptionRow): Settled {
  return refused(trail, `option '${flags}' argument missing`)
}

/** For one that looks like an option (behind `--`) commander has guesses of its own. */
function unknownCommand(trail: Trail, name: string): Settled {
  if (name.startsWith('--')) return new Settled({ kind: 'unsure' })
  return refused(trail, `unknown command '${name}'`, similar(name, trail[0].likelyCommands))
}

function unknownOption(trail: Trail, flag: string): Settled {
  const likely = trail.flatMap(({ likelyOptions }) => likelyOptions)
  const meant = flag.startsWith('--') ? similar(flag, likely) : []
  return refused(trail, `unknown option '${withoutValue(flag)}'`, meant)
}

function refused(trail: Trail, message: string, meant: readonly string[] = []): Settled {
  const path = trail.map(({ name }) => name).reverse()
  return new Settled({
    kind: 'refused',
    message,
    hint: didYouMean(meant) ?? `${path.join(' ')} --help`,
  })
}
