import { Command } from 'commander'
import { parseApplicationId } from '../../domain/application.ts'
import { revokeApp } from '../../operations/apps/revoke-app.ts'
import { showRevokedApp } from '../../output/apps.ts'
import type { OpenLeanPorts } from '../open-ports.ts'
import { openForApps } from './open-for-apps.ts'

/** `beatpass apps revoke` */
export function appsRevoke(open: OpenLeanPorts): Command {
  return new Command('revoke')
    .description('end an OAuth application and all that was allowed to it')
    .argument('<id>', 'its client id')
    .action(async (text: string, _: unknown, command: Command) => {
      const { yes = false, ...options } = command.optsWithGlobals<{ yes?: boolean; json?: boolean }>()
      const ports = await openForApps(open, command)
      const id = parseApplicationId(text)
      showRevokedApp(await revokeApp({ id, yes }, ports), ports.terminal, options)
    })
}
