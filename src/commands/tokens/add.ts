import { Command, Option } from 'commander'
import { type Expiry, parseExpiry } from '../../domain/expiry.ts'
import { addToken } from '../../operations/add-token.ts'
import { grantExpiry } from '../../operations/grant-expiry.ts'
import { showAdded } from '../../output/created-token.ts'
import type { OpenPorts } from '../open-ports.ts'
import { parseNewLabel } from '../parse.ts'

interface AddOptions {
  expires?: Expiry
}

/** `beatpass tokens add` */
export function tokensAdd(open: OpenPorts): Command {
  return new Command('add')
    .description('store a token made on the web page; its value is asked for or read from stdin')
    .argument('<name>', 'what to call it here')
    .addOption(
      new Option('--expires <when>', 'when it was made to end, where the platform does not say').argParser(
        parseExpiry,
      ),
    )
    .action(async (name: string, { expires }: AddOptions, command: Command) => {
      const label = parseNewLabel(name)
      const ports = await open(command)
      const { terminal, platform, clock } = ports
      const expiry = expires ? { expiry: expires } : {}
      grantExpiry(expires, clock.now(), platform.facts)
      const given = terminal.canPrompt
        ? await terminal.askSecret('Paste the token')
        : await terminal.readInput()
      const added = await addToken({ label, secret: given.trimmed(), ...expiry }, ports)
      showAdded(added, ports, command.optsWithGlobals())
    })
}
