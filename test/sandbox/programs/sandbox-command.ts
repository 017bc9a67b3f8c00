import { writeSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { SignalInterruption } from '../../../src/adapters/interruption.ts'
import { LocalSandboxHost } from '../../../src/adapters/sandbox-host.ts'
import { SystemTerminal } from '../../../src/adapters/terminal/system-terminal.ts'
import { tame, usageError } from '../../../src/arguments.ts'
import { sandbox } from '../../../src/commands/sandbox.ts'
import { BeatpassError } from '../../../src/domain/errors.ts'

/** `beatpass sandbox …` with its real adapters and nothing else of the program. */
async function main(): Promise<number> {
  const interruption = new SignalInterruption(({ exitCode }) => process.exit(exitCode))
  const terminal = new SystemTerminal({ env: process.env, noInput: true, quiet: false })
  const root = new Command('beatpass').option('--platform <name>', 'as in the whole program')
  root.addCommand(sandbox(new LocalSandboxHost(interruption), terminal))
  tame(root, text => terminal.print(text))
  try {
    await root.parseAsync(process.argv)
    return 0
  } catch (error) {
    const told = error instanceof CommanderError ? usageError(error) : error
    if (!(told instanceof BeatpassError)) throw error
    writeSync(2, `beatpass: ${told.message}\n${told.hint ? `hint: ${told.hint}\n` : ''}`)
    return told.exitCode
  }
}

void main().then(exitCode => {
  process.exitCode = exitCode
})
