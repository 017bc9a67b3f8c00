import { Command } from 'commander'
import { parseApplicationId } from '../../domain/application.ts'
import { foundApp } from '../../operations/apps/listed-apps.ts'
import { showApp } from '../../output/apps.ts'
import type { OpenLeanPorts } from '../open-ports.ts'
import { openForApps } from './open-for-apps.ts'

/** `beatpass apps show` */
export function appsShow(open: OpenLeanPorts): Command {
  return new Command('show')
    .description('show one OAuth application')
    .argument('<id>', 'its client id')
    .action(async (id: string, _: unknown, command: Command) => {
      const ports = await openForApps(open, command)
      showApp((await foundApp(parseApplicationId(id), ports)).app, ports.terminal, command.optsWithGlobals())
    })
}
