import { Command, Option } from 'commander'
import { acting, type Opens } from '../acting.ts'
import { revokeParsers } from '../parsers.ts'

/** `beatpass tokens revoke` */
export function tokensRevoke(opens: Opens): Command {
  return new Command('revoke')
    .description('end tokens on the platform, read that back, forget their secrets')
    .argument('[token...]', 'name or id')
    .option('--expired', 'also those that have ended and are still listed')
    .addOption(
      new Option('--unused-for <time>', 'also those not used for that long').argParser(
        revokeParsers.unusedFor,
      ),
    )
    .option('--all-but-current', 'all but the token in use')
    .option('--dry-run', 'print what would be revoked; nothing is changed')
    .action(acting('tokens revoke', opens))
}
