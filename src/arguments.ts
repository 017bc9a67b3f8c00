import type { Command, CommanderError } from 'commander'
import { InvalidInput } from './domain/errors.ts'

/**
 * Makes a command tree throw instead of exiting and print through `print` and `remark`. Both settings are inherited by
 * `.command()` and not by `.addCommand()`, so the whole tree is visited; every command gets the global help option.
 */
export function tame(command: Command, print: (text: string) => void, root = command): void {
  command.exitOverride()
  command.configureOutput({ writeOut: print, writeErr: () => undefined })
  command.showSuggestionAfterError(true)
  command.helpOption('--help', 'print help')
  if (command !== root) {
    command.configureHelp({ showGlobalOptions: false })
    command.addHelpText('after', '\nGlobal options: beatpass --help')
  }
  for (const child of command.commands) tame(child, print, root)
}

/** What commander threw, in our terms: `undefined` for help and version, which are no failure. */
export function usageError(error: CommanderError): InvalidInput | undefined {
  if (error.exitCode === 0 || error.code === 'commander.helpDisplayed' || error.code === 'commander.version')
    return undefined
  if (error.code === 'commander.help')
    return new InvalidInput('which command?', { hint: 'beatpass --help lists them' })
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split(/\n/)
  const meant = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? '')?.[1]
  return new InvalidInput(message.replace(/\.$/, ''), {
    hint: meant ? `did you mean ${meant}?` : 'beatpass --help',
  })
}
