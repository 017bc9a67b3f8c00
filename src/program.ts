import { Command, Option } from 'commander'
import { destinations } from './commands/destinations.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import type { OpenPorts } from './commands/open-ports.ts'
import { quickstart } from './commands/quickstart.ts'
import { recovery } from './commands/recovery.ts'
import { sandbox } from './commands/sandbox.ts'
import { tokensAdd } from './commands/tokens/add.ts'
import { tokensCheck } from './commands/tokens/check.ts'
import { tokensCreate } from './commands/tokens/create.ts'
import { tokensFinish } from './commands/tokens/finish.ts'
import { tokensGet } from './commands/tokens/get.ts'
import { tokensIdentify } from './commands/tokens/identify.ts'
import { tokensList } from './commands/tokens/list.ts'
import { tokensRevoke } from './commands/tokens/revoke.ts'
import { tokensRotate } from './commands/tokens/rotate.ts'
import { tokensShow } from './commands/tokens/show.ts'
import { tokensVerify } from './commands/tokens/verify.ts'
import { whoami } from './commands/whoami.ts'
import { parseStoreChoice, storeForms } from './domain/store-choice.ts'
import type { SandboxHost } from './ports/sandbox.ts'
import type { Terminal } from './ports/terminal.ts'

/** What the program needs before a command line is parsed. */
export interface ProgramWorld {
  version: string
  sandboxHost: SandboxHost
  terminal: Terminal
}

/** The whole command line. Its folders are the path: `beatpass tokens rotate` is `commands/tokens/rotate.ts`. */
export function program(open: OpenPorts, { version, sandboxHost, terminal }: ProgramWorld): Command {
  const root = new Command('beatpass')
    .description('create, keep, list, revoke and rotate API tokens without ever losing one')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print help')
    .helpCommand('help [command]', 'print help')
  for (const option of globalOptions()) root.addOption(option)
  root.addCommand(login(open)).addCommand(logout(open)).addCommand(whoami(open))
  root.addCommand(tokens(open)).addCommand(destinations(open))
  root.addCommand(sandbox(sandboxHost, terminal)).addCommand(quickstart(open)).addCommand(recovery(terminal))
  return root
}

function tokens(open: OpenPorts): Command {
  const group = new Command('tokens').description('create, list, rotate and revoke tokens')
  const commands = [
    tokensCreate,
    tokensList,
    tokensShow,
    tokensGet,
    tokensAdd,
    tokensVerify,
    tokensIdentify,
    tokensCheck,
    tokensRotate,
    tokensFinish,
    tokensRevoke,
  ]
  for (const command of commands) group.addCommand(command(open))
  return group
}

function globalOptions(): Option[] {
  return [
    new Option('--profile <name>', 'a named account and its settings (BEATPASS_PROFILE)'),
    new Option('--api-url <url>', 'the API to call (BEATPASS_API_URL)'),
    new Option('--platform <name>', 'the platform it belongs to (BEATPASS_PLATFORM)'),
    new Option('--store <store>', `where secrets rest: ${storeForms.join(', ')} (BEATPASS_STORE)`).argParser(
      parseStoreChoice,
    ),
    new Option('--accept-undocumented-api', 'agree to calls that the operator does not document'),
    new Option('--json', 'print JSON, errors too'),
    new Option('--no-input', 'never ask'),
    new Option('--yes', 'answer yes to every question'),
    new Option('--quiet', 'no remarks on stderr, errors only'),
    new Option('--debug', 'tell the HTTP exchange on stderr, without secrets'),
    new Option('--timeout <time>', 'the longest one request may take: 30s'),
  ]
}
