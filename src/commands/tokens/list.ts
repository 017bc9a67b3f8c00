import { Command, Option } from 'commander'
import type { TokenStatus } from '../../domain/token.ts'
import { sortFields } from '../../operations/held-list.ts'
import { acting, type Opens } from '../acting.ts'
import { listParsers } from '../parsers.ts'

const statuses: TokenStatus[] = ['active', 'expiring', 'expired', 'rotating', 'revoked', 'missing']

/** `beatpass tokens list` */
export function tokensList(opens: Opens): Command {
  return new Command('list')
    .description('list tokens, masked, newest first')
    .option('--name <text>', 'only names that contain it')
    .addOption(new Option('--status <status>', 'only tokens of that status').choices(statuses))
    .addOption(
      new Option('--within <time>', 'count as expiring before that time (default: 14d)').argParser(
        listParsers.within,
      ),
    )
    .addOption(
      new Option('--sort <field>', 'the order; none: as they come, printed at once')
        .choices([...sortFields, 'none'])
        .default('created'),
    )
    .addOption(new Option('--limit <n>', 'at most so many').argParser(listParsers.limit))
    .option('--ndjson', 'one JSON object a line')
    .option('--csv', 'comma-separated values')
    .option('--header', 'begin tab-separated values with a header line')
    .action(acting('tokens list', opens))
}
