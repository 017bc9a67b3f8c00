import { Command } from 'commander'
import { verifyToken } from '../../operations/verify-token.ts'
import { showVerified } from '../../output/verified-token.ts'
import type { OpenPorts } from '../open-ports.ts'

/** `beatpass tokens verify` */
export function tokensVerify(open: OpenPorts): Command {
  return new Command('verify')
    .description('ask the platform with the stored secret: whose it is, and that it works')
    .argument('<token>', 'name or id')
    .action(async (reference: string, _: unknown, command: Command) => {
      const ports = await open(command)
      showVerified(await verifyToken(reference, ports), ports.terminal, command.optsWithGlobals())
    })
}
