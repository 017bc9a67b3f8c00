import { Command, Option } from 'commander'
import { type ApplicationType, applicationTypes } from '../../domain/application.ts'
import type { DestinationAddress } from '../../domain/destination.ts'
import { InputRequired } from '../../domain/errors.ts'
import { createApp } from '../../operations/apps/create-app.ts'
import { showAppSecret } from '../../output/apps.ts'
import type { OpenPorts } from '../open-ports.ts'
import { collectDestination, collectText, refuseTwoVoices } from '../parse.ts'
import { openForApps } from './open-for-apps.ts'

interface CreateOptions {
  type?: ApplicationType
  redirectUri?: string[]
  scope?: string[]
  to?: DestinationAddress[]
  reveal?: boolean
  json?: boolean
}

/** `beatpass apps create` */
export function appsCreate(open: OpenPorts): Command {
  return new Command('create')
    .description('register an OAuth application and deliver its client secret')
    .argument('<name>', 'what people are shown when they are asked to allow it')
    .addOption(
      new Option('--type <type>', 'mobile (can keep no secret) or web').choices([...applicationTypes]),
    )
    .addOption(
      new Option(
        '--redirect-uri <uri>',
        'where answers go, exactly: https, a scheme with a dot, or http on 127.0.0.1 (mobile); may be repeated',
      ).argParser(collectText),
    )
    .addOption(new Option('--scope <scope>', 'what it may ask for; may be repeated').argParser(collectText))
    .addOption(
      new Option(
        '--to <destination>',
        'where the client secret goes; may be repeated (default: store:)',
      ).argParser(collectDestination),
    )
    .option('--reveal', 'print the client secret too')
    .action(async (name: string, _: CreateOptions, command: Command) => {
      const {
        type,
        redirectUri = [],
        scope = [],
        to = [],
        ...options
      } = command.optsWithGlobals<CreateOptions>()
      const ports = await openForApps(open, command)
      refuseTwoVoices(to, options)
      if (!type)
        throw new InputRequired('which type of application?', { hint: '--type mobile or --type web' })
      const request = { name, type, redirectUris: redirectUri, scopes: scope, destinations: to }
      const created = await createApp(request, ports)
      const { app } = created
      showAppSecret(`created ${app.type} application ${app.id} '${app.name}'`, created, ports, options)
    })
}
