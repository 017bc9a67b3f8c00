import { Command } from 'commander'
import { acting, type Opens } from '../acting.ts'

/** `beatpass tokens show` */
export function tokensShow(opens: Opens): Command {
  return new Command('show')
    .description('show one token and where its secret is stored')
    .argument('<token>', 'name or id')
    .action(acting('tokens show', opens))
}
