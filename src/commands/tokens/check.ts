import { Command, Option } from 'commander'
import { parseMoment } from '../../domain/expiry.ts'
import { acting } from '../acting.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

/** `beatpass tokens check` */
export function tokensCheck(open: OpenLeanPorts): Command {
  return new Command('check')
    .description('exit 10 if any token ends soon; for cron')
    .addOption(new Option('--within <time>', 'what counts as soon (default: 14d)').argParser(parseMoment))
    .action(acting('tokens check', open))
}
