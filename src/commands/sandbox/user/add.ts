import { Command, Option } from 'commander'
import { InvalidInput } from '../../../domain/errors.ts'
import { showSandboxUser } from '../../../output/sandbox.ts'
import type { SandboxHost, SandboxUserRequest } from '../../../ports/sandbox.ts'
import type { Terminal } from '../../../ports/terminal.ts'
import { parseCount } from '../../parse.ts'

interface UserFlags {
  data?: string
  email?: string
  name?: string
  twoFactor?: boolean
  banned?: boolean
  unverified?: boolean
  apiAccess: boolean
  tokenCap?: number
}

/** `beatpass sandbox user add` */
export function sandboxUserAdd(host: SandboxHost, terminal: Terminal): Command {
  return new Command('add')
    .description('add an account, with a random password, while the sandbox runs or not')
    .option('--data <dir>', 'the data folder of the sandbox')
    .option('--email <email>', 'the account’s address')
    .option('--name <name>', 'its display name')
    .option('--two-factor', 'with two-factor authentication')
    .option('--banned', 'a banned account')
    .option('--unverified', 'with an address that was never verified')
    .option('--no-api-access', 'signs in, and everything after is refused')
    .addOption(new Option('--token-cap <number>', 'at most so many tokens').argParser(parseCount))
    .action(async (_: UserFlags, command: Command) => {
      showSandboxUser(await host.addUser(requestOf(command.optsWithGlobals<UserFlags>())), terminal)
    })
}

function requestOf({ data, email, name, tokenCap, ...flags }: UserFlags): SandboxUserRequest {
  // Asked for here: `--data` is an option of the parent command too, which takes it before this one sees it.
  if (data === undefined) throw new InvalidInput('which data folder?', { hint: '--data DIR' })
  if (email === undefined) throw new InvalidInput('which address?', { hint: '--email someone@beatpass.test' })
  return {
    dataDir: data,
    email,
    ...(name === undefined ? {} : { name }),
    ...(tokenCap === undefined ? {} : { tokenCap }),
    twoFactor: flags.twoFactor ?? false,
    banned: flags.banned ?? false,
    unverified: flags.unverified ?? false,
    apiAccess: flags.apiAccess,
  }
}
