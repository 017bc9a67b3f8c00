import { Command } from 'commander'
import { addToken } from '../../operations/add-token.ts'
import { showAdded } from '../../output/created-token.ts'
import type { OpenPorts } from '../open-ports.ts'
import { parseNewLabel } from '../parse.ts'

/** `beatpass tokens add` */
export function tokensAdd(open: OpenPorts): Command {
  return new Command('add')
    .description('store a token made on the web page; its value is asked for or read from stdin')
    .argument('<name>', 'what to call it here')
    .action(async (name: string, _: unknown, command: Command) => {
      const label = parseNewLabel(name)
      const ports = await open(command)
      const { terminal } = ports
      const given = terminal.canPrompt
        ? await terminal.askSecret('Paste the token')
        : await terminal.readInput()
      const added = await addToken({ label, secret: given.trimmed() }, ports)
      showAdded(added, ports, command.optsWithGlobals())
    })
}
