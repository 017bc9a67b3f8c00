import type { Command } from 'commander'
import { SignalInterruption } from './adapters/interruption.ts'
import { LocalSandboxHost } from './adapters/sandbox-host.ts'
import { SystemTerminal } from './adapters/terminal/system-terminal.ts'
import { remark } from './adapters/terminal/write-out.ts'
import { HelpShown, tame } from './arguments.ts'
import { compose } from './compose.ts'
import { BeatpassError, Cancelled } from './domain/errors.ts'
import { errorLines, stackLines } from './output/errors.ts'
import { program } from './program.ts'

declare const __VERSION__: string

/** Runs one command line and gives its exit code. The one place where a failure becomes words and a number. */
export async function main(args: readonly string[]): Promise<number> {
  const flags = new Set(args.slice(0, args.includes('--') ? args.indexOf('--') : undefined))
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
    await run(args, terminal, interruption)
    return 0
  } catch (error) {
    return error instanceof HelpShown ? 0 : fail(error)
  }
}

async function run(args: readonly string[], terminal: SystemTerminal, interruption: SignalInterruption) {
  const world = { terminal, interruption, sandboxHost: new LocalSandboxHost(interruption) }
  const open = (command: Command) => compose(command.optsWithGlobals(), command.name(), world)
  const root = program(open, { ...world, version: __VERSION__ })
  tame(root, text => terminal.print(text))
  // commander's own help command goes one level down; ours goes all the way: `help tokens rotate`.
  const [first, ...path] = args
  const typed = first === 'help' && path.length > 1 ? [...path, '--help'] : [...args]
  await root.parseAsync(typed, { from: 'user' })
}
