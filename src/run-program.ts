import type { Command } from 'commander'
import { allPlatforms } from './adapters/platforms/registry.ts'
import { HelpShown, tame, widen } from './arguments.ts'
import { compose, composeLean, type World } from './compose.ts'
import { program } from './program.ts'

declare const __VERSION__: string

/** Runs a command line through commander, with all commands or only what is on the path of the one that it comes to. */
export async function runProgram(
  args: readonly string[],
  path: readonly string[] | undefined,
  world: World,
): Promise<void> {
  const open = (command: Command) => compose(command.optsWithGlobals(), command.name(), world)
  const openLean = (command: Command) => composeLean(command.optsWithGlobals(), command.name(), world)
  const root = await program(
    { ...world, open, openLean, platforms: allPlatforms, version: __VERSION__ },
    path,
  )
  widen(root, world.terminal.stdout.columns)
  tame(root, text => world.terminal.print(text))
  try {
    await root.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof HelpShown)) throw error
  }
}
