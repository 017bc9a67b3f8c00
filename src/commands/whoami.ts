import { Command } from 'commander'
import { whoAmI } from '../operations/who-am-i.ts'
import { showWhoAmI } from '../output/account.ts'
import type { OpenLeanPorts } from './open-ports.ts'

/** `beatpass whoami` */
export function whoami(open: OpenLeanPorts): Command {
  return new Command('whoami')
    .description('show the account, the credential in use and where secrets rest')
    .option('--offline', 'make no request: show what is remembered')
    .action(async ({ offline = false }: { offline?: boolean }, command: Command) => {
      const ports = await open(command)
      showWhoAmI(await whoAmI({ offline }, ports), ports.terminal, command.optsWithGlobals())
    })
}
