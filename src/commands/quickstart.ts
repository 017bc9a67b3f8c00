import { Command } from 'commander'
import { runQuickstart, type TakenStep } from '../operations/run-quickstart.ts'
import { showTakenSteps } from '../output/quickstart.ts'
import type { OpenPorts } from './open-ports.ts'

interface QuickstartOptions {
  json?: boolean
  quiet?: boolean
  debug?: boolean
  timeout?: string
}

/** `beatpass quickstart` */
export function quickstart(open: OpenPorts): Command {
  return new Command('quickstart')
    .description('do the main job step by step on a private sandbox, then clean up')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<QuickstartOptions>()
      const ports = await open(command)
      const globals = globalsOf(options)
      if (!options.json) return await runQuickstart({ globals }, ports)
      const taken: TakenStep[] = []
      try {
        await runQuickstart({ globals, tell: step => taken.push(step) }, ports)
      } finally {
        showTakenSteps(taken, ports.terminal)
      }
    })
}

/** What was asked of this command holds for its steps. */
function globalsOf({ json, quiet, debug, timeout }: QuickstartOptions): string[] {
  const flags = { '--json': json, '--quiet': quiet, '--debug': debug }
  const given = Object.entries(flags).flatMap(([name, isGiven]) => (isGiven ? [name] : []))
  return [...given, ...(timeout === undefined ? [] : ['--timeout', timeout])]
}
