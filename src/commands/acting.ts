import type { Command } from 'commander'
import { type ActionName, actionOf } from './actions.ts'
import type { OpenLeanPorts } from './open-ports.ts'

/** An action as commander calls it. */
export function acting(name: ActionName, open: OpenLeanPorts): (...all: unknown[]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command
    const action = await actionOf(name)
    await action({ options: command.optsWithGlobals(), operands: command.args }, () => open(command))
  }
}
