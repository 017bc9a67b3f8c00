import { Command } from 'commander'
import { runQuickstart } from '../operations/run-quickstart.ts'
import type { OpenPorts } from './open-ports.ts'

interface Manner {
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
      await runQuickstart(await open(command), mannerOf(command.optsWithGlobals()))
    })
}

/** What was asked of the output holds for every step. */
function mannerOf({ json, quiet, debug, timeout }: Manner): string[] {
  const flags = Object.entries({ json, quiet, debug }).flatMap(([name, given]) =>
    given ? [`--${name}`] : [],
  )
  return timeout === undefined ? flags : [...flags, '--timeout', timeout]
}
