import type { Command, CommanderError } from 'commander'
import { InvalidInput } from './domain/errors.ts'
import { didYouMean, similar } from './front/similar.ts'
import { withoutValue } from './front/without-value.ts'

/** Thrown where commander would end the process after help or the version: it is printed, and nothing is left to do. */
export class HelpShown extends Error {}

/**
 * Makes a command tree throw instead of exiting and print through `print`. Both settings are inherited by `.command()`
 * and not by `.addCommand()`, so the whole tree is visited; every command gets the global help option.
 */
export function tame(command: Command, print: (text: string) => void, root = command): void {
  command.exitOverride(error => {
    throw usageError(error, command)
  })
  // A group without a command prints its help, as a remark for commander and as what was asked for to us.
  const { getOutHelpWidth } = command.configureOutput()
  command.configureOutput({
    writeOut: print,
    writeErr: print,
    outputError: () => undefined,
    ...(getOutHelpWidth && { getErrHelpWidth: getOutHelpWidth }),
  })
  command.showSuggestionAfterError(true)
  command.helpOption('-h, --help', 'print help')
  const shown = command.createHelp().visibleCommands(command)
  // What is shown and none of `commands` is commander's own, in words of its own.
  shown.find(one => !command.commands.includes(one))?.description('print help')
  // commander's own goes one level down, and prints the help of this level for a name that is none.
  Object.assign(command, { _dispatchHelpCommand: () => helpOf(command, command.args.slice(1)) })
  refuseUnknownBeforeHelp(command)
  if (command !== root) {
    command.configureHelp({ showGlobalOptions: false })
    command.addHelpText('after', '\nGlobal options: beatpass --help')
  }
  for (const child of command.commands) tame(child, print, root)
}

/** Has the help of a command tree, which is tamed afterwards, written for that many columns. */
export function widen(command: Command, columns: number): void {
  command.configureOutput({ getOutHelpWidth: () => columns })
  for (const child of command.commands) widen(child, columns)
}

/** Prints the help of a command all the way down, `help tokens rotate`; what is behind the first option is not looked at. */
function helpOf(command: Command, [name, ...others]: readonly string[]): never {
  if (name === undefined || /^-./s.test(name)) return command.help()
  const child = command.commands.find(one => one.name() === name)
  if (child) return helpOf(child, others)
  const shown = command.createHelp().visibleCommands(command)
  const names = shown.map(one => one.name())
  // The help command is shown and is none of `commands`.
  if (names.includes(name)) return helpOf(command, others)
  throw unknownCommand(command, name)
}

/** Of `tokens lst --help` commander prints the help of `tokens`. */
function refuseUnknownBeforeHelp(command: Command): void {
  const outputHelp: (unknown: readonly string[]) => void = Reflect.get(command, '_outputHelpIfRequested')
  const instead = (unknown: readonly string[]) => {
    const [first] = command.args
    const acts = Reflect.get(command, '_actionHandler') != null
    // Operands come first; without any it is an option.
    if (!acts && first !== undefined && !/^-./s.test(first)) throw unknownCommand(command, first)
    outputHelp.call(command, unknown)
  }
  Object.assign(command, { _outputHelpIfRequested: instead })
}

function unknownCommand(command: Command, name: string): InvalidInput {
  const names = command
    .createHelp()
    .visibleCommands(command)
    .map(one => one.name())
  return new InvalidInput(`unknown command '${name}'`, {
    hint: didYouMean(similar(name, names)) ?? `${pathOf(command)} --help`,
  })
}

/** What commander threw, in our terms. */
function usageError(error: CommanderError, command: Command): InvalidInput | HelpShown {
  if (error.exitCode === 0 || error.code === 'commander.help') return new HelpShown()
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split(/\n(?=\(Did you mean )/)
  const meant = /^\(Did you mean (one of )?(.*)\?\)$/.exec(suggestion ?? '')
  const told = message.replace(/(?<=^unknown option ').*(?='$)/s, withoutValue)
  return new InvalidInput(inOneSentence(told), {
    hint: meant ? `did you mean ${meant[1] ?? ''}${meant[2]}?` : `${pathOf(command)} --help`,
  })
}

/** commander adds a second sentence to some messages. */
function inOneSentence(message: string): string {
  return message
    .replace(/\. (Allowed|Expected) (?=[^.]*\.$)/, (_, word: string) => `: ${word.toLowerCase()} `)
    .replace(/\.$/, '')
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}
