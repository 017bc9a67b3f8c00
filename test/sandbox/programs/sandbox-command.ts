import { writeSync } from 'node:fs'
import { Command } from 'commander'
import { SignalInterruption } from '../../../src/adapters/interruption.ts'
import { LocalSandboxHost } from '../../../src/adapters/sandbox-host.ts'
import { SystemTerminal } from '../../../src/adapters/terminal/system-terminal.ts'
import { HelpShown, tame } from '../../../src/arguments.ts'
import { sandbox } from '../../../src/commands/sandbox.ts'
import { BeatpassError } from '../../../src/domain/errors.ts'

/** `beatpass sandbox …` with its real adapters and nothing else of the program. */
async function main(): Promise<number> {
  const terminal = new SystemTerminal({ env: process.env, noInput: true, quiet: false })
  const interruption = new SignalInterruption({
    leave: ({ exitCode }) => process.exit(exitCode),
    note: line => terminal.note(line),
  })
  const root = new Command('beatpass').option('--platform <name>', 'as in the whole program')
  root.addCommand(sandbox(new LocalSandboxHost(interruption), terminal))
  tame(root, text => terminal.print(text))
  try {
    await root.parseAsync(process.argv)
    return 0
  } catch (told) {
    if (told instanceof HelpShown) return 0
    if (!(told instanceof BeatpassError)) throw told
    writeSync(2, `beatpass: ${told.message}\n${told.hint ? `hint: ${told.hint}\n` : ''}`)
    return told.exitCode
  }
}

void main().then(exitCode => {
  process.exitCode = exitCode
})
