import { Command } from 'commander'
import { signOut } from '../operations/sign-out.ts'
import { showSignOut } from '../output/account.ts'
import type { OpenPorts } from './open-ports.ts'

/** `beatpass logout` */
export function logout(open: OpenPorts): Command {
  return new Command('logout')
    .description('revoke the session on the platform, then forget it')
    .option('--local', 'only forget it; it lives on at the platform')
    .action(async ({ local = false }: { local?: boolean }, command: Command) => {
      const ports = await open(command)
      showSignOut(
        await signOut({ local }, ports),
        ports.settings.profile,
        ports.terminal,
        command.optsWithGlobals(),
      )
    })
}
