import { Command, Option } from 'commander'
import { acting, type Opens } from '../acting.ts'
import { environmentNames } from '../parse.ts'
import { createParsers } from '../parsers.ts'

/** `beatpass tokens create` */
export function tokensCreate(opens: Opens): Command {
  return new Command('create')
    .description('create tokens and deliver their secrets; every destination is probed first')
    .argument('[name...]', 'what the token is for')
    .addOption(
      new Option('--expires <when>', 'when it ends: 30d, 6m (months), 1y, 2027-01-31, never').argParser(
        createParsers.expires,
      ),
    )
    .addOption(new Option('--env <environment>', 'for platforms that have several').choices(environmentNames))
    .addOption(
      new Option('--to <destination>', 'where the secret goes; may be repeated (default: store:)').argParser(
        createParsers.to,
      ),
    )
    .option('--description <text>', 'more than the name, where the platform keeps it')
    .option('--email <email>', 'the account, where a create takes the password (default: the one signed in)')
    .option('--password-stdin', 'read that password from stdin')
    .option('--otp <code>', 'a two-factor code, where a create takes the password')
    .option('--reveal', 'print the secret too')
    .action(acting('tokens create', opens))
}
