import { type Command, CommanderError } from 'commander'
import { SignalInterruption } from './adapters/interruption.ts'
import { LocalSandboxHost } from './adapters/sandbox-host.ts'
import { SystemTerminal } from './adapters/terminal/system-terminal.ts'
import { writeOut } from './adapters/terminal/write-out.ts'
import { tame, usageError } from './arguments.ts'
import { compose } from './compose.ts'
import { BeatpassError, Cancelled } from './domain/errors.ts'
import { errorLines } from './output/errors.ts'
import { program } from './program.ts'

declare const __VERSION__: string

/** Runs one command line and gives its exit code. The one place where a failure becomes words and a number. */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json')
  const fail = (error: unknown): number => {
    writeOut(2, errorLines(error, { json }))
    if (args.includes('--debug') && error instanceof Error) writeOut(2, `${error.stack}\n`)
    return exitCodeOf(error, interruption)
  }
  const interruption: SignalInterruption = new SignalInterruption(error => process.exit(fail(error)))
  try {
    const terminal = new SystemTerminal({
      env: process.env,
      noInput: args.includes('--no-input'),
      quiet: args.includes('--quiet'),
    })
    const sandboxHost = new LocalSandboxHost(interruption)
    const world = { terminal, interruption, sandboxHost }
    const open = (command: Command) => compose(command.optsWithGlobals(), command.name(), world)
    const root = program(open, { ...world, version: __VERSION__ })
    tame(root, text => terminal.print(text))
    await root.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    const failure = error instanceof CommanderError ? usageError(error) : error
    return failure === undefined ? 0 : fail(failure)
  }
}

/** An interrupted operation does not know which signal it was. */
function exitCodeOf(error: unknown, interruption: SignalInterruption): number {
  if (error instanceof Cancelled) return interruption.exitCode ?? error.exitCode
  return error instanceof BeatpassError ? error.exitCode : 1
}
