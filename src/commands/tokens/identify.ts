import { Command } from 'commander'
import { identifyToken } from '../../operations/identify-token.ts'
import { showIdentified } from '../../output/verified-token.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

/** `beatpass tokens identify` */
export function tokensIdentify(open: OpenLeanPorts): Command {
  return new Command('identify')
    .description('say which token a value on stdin is, without printing or sending it')
    .action(async (_: unknown, command: Command) => {
      const ports = await open(command)
      const { terminal } = ports
      const secret = terminal.canPrompt
        ? await terminal.askSecret('Paste the value')
        : await terminal.readInput()
      showIdentified(await identifyToken(secret.trimmed(), ports), terminal, command.optsWithGlobals())
    })
}
