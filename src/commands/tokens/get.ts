import { Command } from 'commander'
import { storedSecret } from '../../operations/stored-secret.ts'
import { revealSecret } from '../../output/revealed-secret.ts'
import type { OpenPorts } from '../open-ports.ts'

/** `beatpass tokens get` */
export function tokensGet(open: OpenPorts): Command {
  return new Command('get')
    .description('print the stored secret alone')
    .argument('<token>', 'name or id')
    .action(async (reference: string, _: unknown, command: Command) => {
      const ports = await open(command)
      const { secret } = await storedSecret(reference, ports)
      revealSecret(secret, ports.terminal, command.optsWithGlobals())
    })
}
