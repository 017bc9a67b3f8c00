import type { Given } from '../commands/action.ts'
import type { ArgumentRow, CommandRow, CommandTable, OptionRow } from './command-table.ts'
import { didYouMean, similar } from './similar.ts'
import { withoutValue } from './without-value.ts'

/** What a command line comes to. */
export type Resolved =
  | { kind: 'version' }
  | { kind: 'help'; path: readonly string[] }
  /** In the words of the usage errors in arguments.ts. */
  | { kind: 'refused'; message: string; hint: string }
  /** `given` unless an option has a parser of its own. */
  | { kind: 'run'; path: readonly string[]; given?: Given }
  /** An option's own parser has a say before this is settled. */
  | { kind: 'unsure' }

/** Thrown where commander would stop reading, and caught by `resolve`. */
class Settled {
  readonly resolved: Resolved
  constructor(resolved: Resolved) {
    this.resolved = resolved
  }
}

/** Reads a command line as commander does with the same definitions, without running anything. */
export function resolve(args: readonly string[], { root }: Pick<CommandTable, 'root'>): Resolved {
  const reading: Reading = { path: [], opaque: false, values: new Map() }
  try {
    return readCommand([root], [], args, reading)
  } catch (error) {
    if (!(error instanceof Settled)) throw error
    return reading.opaque ? { kind: 'unsure' } : error.resolved
  }
}

interface Reading {
  path: string[]
  /** Whether a value was met that only its own parser can judge: whatever is no run may come too late. */
  opaque: boolean
  /** What was given to each command, by attribute. */
  values: Map<CommandRow, Record<string, unknown>>
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
  const child = command.commands.find(({ name }) => name === first)
  if (child) {
    reading.path.push(child.name)
    return readCommand([child, ...trail], others, parsed.unknown, reading)
  }
  if (first !== undefined && first === command.helpCommand) return helpOf(trail, others, reading)
  const [foreign] = parsed.unknown
  const isBareGroup = !command.acts && first === undefined && foreign === undefined
  const asksHelp = parsed.unknown.some(arg => command.helpFlags.includes(arg))
  if (asksHelp || isBareGroup) throw new Settled(help(reading.path))
  if (!command.acts && first !== undefined) throw unknownCommand(trail, first)
  if (foreign !== undefined) throw unknownOption(trail, foreign)
  checkArguments(trail, operands)
  if (reading.opaque) return { kind: 'run', path: reading.path }
  return { kind: 'run', path: reading.path, given: { options: optionsOf(trail, reading), operands } }
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
  const child = command.commands.find(one => one.name === name)
  if (!child) throw unknownCommand(trail, name)
  reading.path.push(name)
  return helpOf([child, ...trail], others, reading)
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
  if (option.opaque) reading.opaque = true
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
