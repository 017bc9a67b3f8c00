import { Command } from 'commander'
import { acting } from '../acting.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

/** `beatpass tokens show` */
export function tokensShow(open: OpenLeanPorts): Command {
  return new Command('show')
    .description('show one token and where its secret is stored')
    .argument('<token>', 'name or id')
    .action(acting('tokens show', open))
}
