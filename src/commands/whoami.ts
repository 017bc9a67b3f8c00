import { Command } from 'commander'
import { acting } from './acting.ts'
import type { OpenLeanPorts } from './open-ports.ts'

/** `beatpass whoami` */
export function whoami(open: OpenLeanPorts): Command {
  return new Command('whoami')
    .description('show the account, the credential in use and where secrets rest')
    .option('--offline', 'make no request: show what is remembered')
    .action(acting('whoami', open))
}
