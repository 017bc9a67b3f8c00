import type { Command } from 'commander'
import { type ActionName, actionOf } from './actions.ts'
import type { OpenLeanPorts, OpenPorts } from './open-ports.ts'

/** How commands open what they may touch. */
export interface Opens {
  open: OpenPorts
  openLean: OpenLeanPorts
}

/** An action as commander calls it. */
export function acting(name: ActionName, { open, openLean }: Opens): (...all: unknown[]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command
    const action = await actionOf(name)
    const given = { options: command.optsWithGlobals(), operands: command.args }
    await action(given, { whole: () => open(command), lean: () => openLean(command) })
  }
}
