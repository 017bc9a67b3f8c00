import { Command, Option } from 'commander'
import { acting, type Opens } from '../acting.ts'
import { checkParsers } from '../parsers.ts'

/** `beatpass tokens check` */
export function tokensCheck(opens: Opens): Command {
  return new Command('check')
    .description('exit 10 if any token ends soon; for cron')
    .addOption(
      new Option('--within <time>', 'what counts as soon (default: 14d)').argParser(checkParsers.within),
    )
    .action(acting('tokens check', opens))
}
