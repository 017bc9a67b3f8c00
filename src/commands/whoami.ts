import { Command } from 'commander'
import { acting, type Opens } from './acting.ts'

/** `beatpass whoami` */
export function whoami(opens: Opens): Command {
  return new Command('whoami')
    .description('show the account, the credential in use and where secrets rest')
    .option('--offline', 'make no request: show what is remembered')
    .action(acting('whoami', opens))
}
