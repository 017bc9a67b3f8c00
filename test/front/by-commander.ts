import { HelpShown, tame } from '../../src/arguments.ts'
import type { Given } from '../../src/commands/action.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import { commandTree } from '../readme.ts'

/** What commander makes of a command line, with the whole tree or only with what is on the path. */
export async function byCommander(args: readonly string[], path?: readonly string[]) {
  const root = await commandTree({ version: '1.2.3', path })
  let said = ''
  let ran: { ran: string[]; given: Given } | undefined
  tame(root, text => {
    said += text
  })
  for (const { command, words } of commandsOf(root))
    if (acts(command))
      command.action(() => {
        ran = { ran: words, given: { options: command.optsWithGlobals(), operands: command.args } }
      })
  try {
    await root.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof HelpShown) return { said }
    if (error instanceof InvalidInput) return { message: error.message, hint: error.hint }
    throw error
  }
  return ran ?? {}
}

type Tree = Awaited<ReturnType<typeof commandTree>>

function commandsOf(command: Tree, words: string[] = []): { command: Tree; words: string[] }[] {
  return [
    { command, words },
    ...command.commands.flatMap(child => commandsOf(child, [...words, child.name()])),
  ]
}

function acts(command: Tree): boolean {
  return '_actionHandler' in command && command._actionHandler !== null
}
