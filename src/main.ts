import type { Command } from 'commander'
import { SignalInterruption } from './adapters/interruption.ts'
import { allPlatforms } from './adapters/platforms/registry.ts'
import { LocalSandboxHost } from './adapters/sandbox-host.ts'
import { SystemTerminal } from './adapters/terminal/system-terminal.ts'
import { remark } from './adapters/terminal/write-out.ts'
import { HelpShown, tame } from './arguments.ts'
import { compose, composeLean, type World } from './compose.ts'
import { BeatpassError, Cancelled } from './domain/errors.ts'
import { flagsOf } from './front/flags.ts'
import { throughHelp } from './front/resolve.ts'
import { errorLines, stackLines } from './output/errors.ts'
import { program } from './program.ts'

declare const __VERSION__: string

/**
 * Runs one command line and gives its exit code. The one place where a failure becomes words and a number. `path` is the
 * command that it comes to, where `front` is sure of that: then nothing else is loaded.
 */
export async function main(args: readonly string[], path: readonly string[] = []): Promise<number> {
  const flags = flagsOf(args)
  const fail = (error: unknown): number => {
    remark(errorLines(error, { json: flags.has('--json') }))
    if (flags.has('--debug')) remark(stackLines(error))
    if (error instanceof Cancelled) return interruption.exitCode ?? error.exitCode
    return error instanceof BeatpassError ? error.exitCode : 1
  }
  const leave = (error: unknown) => process.exit(fail(error))
  const terminal = new SystemTerminal({
    env: process.env,
    noInput: flags.has('--no-input'),
    quiet: flags.has('--quiet'),
  })
  const interruption = new SignalInterruption({ leave, note: line => terminal.note(line) })
  process.on('uncaughtException', leave)
  try {
    await run(args, path, { terminal, interruption })
    return 0
  } catch (error) {
    return error instanceof HelpShown ? 0 : fail(error)
  }
}

async function run(args: readonly string[], path: readonly string[], here: Omit<World, 'sandboxHost'>) {
  const world = { ...here, sandboxHost: new LocalSandboxHost(here.interruption) }
  const open = (command: Command) => compose(command.optsWithGlobals(), command.name(), world)
  const openLean = (command: Command) => composeLean(command.optsWithGlobals(), command.name(), world)
  const root = await program(
    { ...world, open, openLean, platforms: allPlatforms, version: __VERSION__ },
    path,
  )
  tame(root, text => here.terminal.print(text))
  await root.parseAsync(throughHelp(args), { from: 'user' })
}
