import { Command } from 'commander'
import { recoveryPage } from '../output/recovery-page.ts'
import type { Terminal } from '../ports/terminal.ts'

/** `beatpass help recovery`: a page, not a deed; `beatpass recovery` prints the same. */
export function recovery(terminal: Terminal): Command {
  const command = new Command('recovery')
    .description('what an interrupted rotation leaves, and what the next run does')
    .action(() => terminal.print(recoveryPage()))
  command.helpInformation = recoveryPage
  return command
}
