import { Command, Option } from 'commander'
import { parseApplicationId } from '../../domain/application.ts'
import type { DestinationAddress } from '../../domain/destination.ts'
import { rotateAppSecret } from '../../operations/apps/rotate-app-secret.ts'
import { showAppSecret } from '../../output/apps.ts'
import type { OpenPorts } from '../open-ports.ts'
import { collectDestination, refuseTwoVoices } from '../parse.ts'
import { openForApps } from './open-for-apps.ts'

interface RotateOptions {
  to?: DestinationAddress[]
  reveal?: boolean
  yes?: boolean
  json?: boolean
}

/** `beatpass apps rotate-secret` */
export function appsRotateSecret(open: OpenPorts): Command {
  return new Command('rotate-secret')
    .description('replace the client secret of a web application; the old one ends at once')
    .argument('<id>', 'its client id')
    .addOption(
      new Option(
        '--to <destination>',
        'where the new one goes; may be repeated (default: where it was delivered before)',
      ).argParser(collectDestination),
    )
    .option('--reveal', 'print the new secret too')
    .action(async (text: string, _: RotateOptions, command: Command) => {
      const { to: destinations = [], yes = false, ...options } = command.optsWithGlobals<RotateOptions>()
      const ports = await openForApps(open, command)
      const id = parseApplicationId(text)
      refuseTwoVoices(destinations, options)
      const rotated = await rotateAppSecret({ id, destinations, yes }, ports)
      const what = `application ${id} '${rotated.app.name}' has a new client secret; the old one has ended`
      showAppSecret(what, rotated, ports, options)
    })
}
