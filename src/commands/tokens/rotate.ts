import { Command, Option } from 'commander'
import { acting, type Opens } from '../acting.ts'
import { rotateParsers } from '../parsers.ts'

/** `beatpass tokens rotate` */
export function tokensRotate(opens: Opens): Command {
  return new Command('rotate')
    .description('replace a token: create, deliver, read back, then revoke the old one')
    .argument('<token...>', 'name or id')
    .addOption(
      new Option('--within <time>', 'only tokens that end within it; else nothing is done').argParser(
        rotateParsers.within,
      ),
    )
    .addOption(
      new Option('--grace <time>', 'how long the old token goes on working').argParser(rotateParsers.grace),
    )
    .addOption(
      new Option(
        '--to <destination>',
        'where to deliver; may be repeated (default: where it was delivered before)',
      ).argParser(rotateParsers.to),
    )
    .addOption(
      new Option('--wait <time>', "how long to wait for another run's rotation").argParser(
        rotateParsers.wait,
      ),
    )
    .option('--compromised', 'revoke first: for a secret that somebody else may hold')
    .option('--web', 'create the new token on the web page and paste it: no call is made')
    .option('--dry-run', 'print what would be done; nothing is changed')
    .action(acting('tokens rotate', opens))
}
