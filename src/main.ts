import { SignalInterruption } from './adapters/interruption.ts'
import { LocalSandboxHost } from './adapters/sandbox-host.ts'
import { SystemTerminal } from './adapters/terminal/system-terminal.ts'
import { remark } from './adapters/terminal/write-out.ts'
import { actionOf, hasAction, withParsed } from './commands/actions.ts'
import { compose, composeLean, type World } from './compose.ts'
import { BeatpassError, Cancelled } from './domain/errors.ts'
import { flagsOf } from './front/flags.ts'
import type { Known } from './front.ts'
import { errorLines, stackLines } from './output/errors.ts'
import { sameProfile } from './output/same-profile.ts'

/**
 * Runs one command line and gives its exit code. The one place where a failure becomes words and a number. What is
 * known of it by `front` need not be found out again, and nothing else is loaded.
 */
export async function main(args: readonly string[], known: Known = {}): Promise<number> {
  const flags = flagsOf(args)
  const retold = sameProfile(args)
  const fail = (error: unknown): number => {
    remark(errorLines(error, { json: flags.has('--json'), retold }))
    if (flags.has('--debug')) remark(stackLines(error))
    if (error instanceof Cancelled) return interruption.exitCode ?? error.exitCode
    return error instanceof BeatpassError ? error.exitCode : 1
  }
  const leave = (error: unknown) => process.exit(fail(error))
  // NO_COLOR wins here: Node and the prompts would have it the other way round, and Node says so on stderr.
  if (process.env.NO_COLOR) delete process.env.FORCE_COLOR
  const terminal = new SystemTerminal({
    env: process.env,
    noInput: flags.has('--no-input'),
    quiet: flags.has('--quiet'),
    retold,
    patiently: write => interruption.unheard(write),
  })
  const interruption = new SignalInterruption({ leave, note: line => terminal.note(line) })
  process.on('uncaughtException', leave)
  try {
    const sandboxHost = new LocalSandboxHost(interruption)
    const { earlyChild } = known
    const isOver = await run(args, known, { terminal, interruption, sandboxHost, earlyChild })
    // Nothing is under way any more, and to take Node apart in order takes longer than to leave.
    if (isOver) process.exit(0)
    return 0
  } catch (error) {
    return fail(error)
  }
}

/** Says whether nothing is under way any more for certain: so it is after an action that was loaded alone. */
async function run(
  args: readonly string[],
  { path, given, unparsed = [] }: Known,
  world: World,
): Promise<boolean> {
  const name = path?.join(' ') ?? ''
  if (given && hasAction(name)) {
    const action = await actionOf(name)
    const line = withParsed(name, given, unparsed)
    const command = path?.at(-1) ?? ''
    await action(line, {
      whole: () => compose(line.options, command, world),
      lean: () => composeLean(line.options, command, world),
    })
    return true
  }
  const { runProgram } = await import('./run-program.ts')
  await runProgram(args, path, world)
  return false
}
