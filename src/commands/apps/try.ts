import { Command, Option } from 'commander'
import { parseApplicationId } from '../../domain/application.ts'
import { parseDuration } from '../../domain/duration.ts'
import { tryApp } from '../../operations/apps/try-app.ts'
import { stepTeller } from '../../output/apps.ts'
import type { OpenPorts } from '../open-ports.ts'
import { openForApps } from './open-for-apps.ts'

/** `beatpass apps try` */
export function appsTry(open: OpenPorts): Command {
  return new Command('try')
    .description(
      'walk the whole flow with an application: code, tokens, refresh, revocation; nothing is kept',
    )
    .argument('<id>', 'its client id')
    .addOption(
      new Option('--wait <time>', 'how long the browser may take to answer (default: 5m, minutes)').argParser(
        text => parseDuration(text, 'time to wait'),
      ),
    )
    .action(async (text: string, _: unknown, command: Command) => {
      const { wait = 300_000, ...options } = command.optsWithGlobals<{ wait?: number; json?: boolean }>()
      const ports = await openForApps(open, command)
      const id = parseApplicationId(text)
      const steps = stepTeller(ports.terminal, options)
      try {
        await tryApp({ id, waitMs: wait }, steps.tell, ports)
      } finally {
        steps.end()
      }
    })
}
