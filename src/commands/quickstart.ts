import { Command } from 'commander'
import { runQuickstart } from '../operations/run-quickstart.ts'
import type { OpenPorts } from './open-ports.ts'

/** `beatpass quickstart` */
export function quickstart(open: OpenPorts): Command {
  return new Command('quickstart')
    .description('do the main job step by step on a private sandbox, then clean up')
    .action(async (_: unknown, command: Command) => {
      await runQuickstart(await open(command))
    })
}
