import { Command } from 'commander'
import { showToken } from '../../operations/show-token.ts'
import { showToken as printToken } from '../../output/token-details.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

/** `beatpass tokens show` */
export function tokensShow(open: OpenLeanPorts): Command {
  return new Command('show')
    .description('show one token and where its secret is stored')
    .argument('<token>', 'name or id')
    .action(async (reference: string, _: unknown, command: Command) => {
      const ports = await open(command)
      const { token, now } = await showToken(reference, ports)
      const { permissions } = ports.platform.facts
      printToken(token, now, ports.terminal, { ...command.optsWithGlobals(), permissions })
    })
}
