import { Command, Option } from 'commander'
import { InputRequired } from '../../domain/errors.ts'
import { parseSpan, type Span } from '../../domain/expiry.ts'
import { revokeTokens } from '../../operations/revoke-tokens.ts'
import { withProgress } from '../../output/progress.ts'
import { showRevocations } from '../../output/revocations.ts'
import type { OpenLeanPorts } from '../open-ports.ts'

interface RevokeOptions {
  expired?: boolean
  unusedFor?: Span
  allButCurrent?: boolean
  dryRun?: boolean
  yes?: boolean
  json?: boolean
}

/** `beatpass tokens revoke` */
export function tokensRevoke(open: OpenLeanPorts): Command {
  return new Command('revoke')
    .description('end tokens on the platform, read that back, forget their secrets')
    .argument('[token...]', 'name or id')
    .option('--expired', 'also those that have ended and are still listed')
    .addOption(new Option('--unused-for <time>', 'also those not used for that long').argParser(parseSpan))
    .option('--all-but-current', 'all but the token in use')
    .option('--dry-run', 'print what would be revoked; nothing is changed')
    .action(async (references: string[], _: RevokeOptions, command: Command) => {
      const options = command.optsWithGlobals<RevokeOptions>()
      const { expired = false, allButCurrent = false, dryRun = false, yes = false, unusedFor } = options
      if (references.length === 0 && !expired && !allButCurrent && unusedFor === undefined) {
        throw new InputRequired('which tokens?', {
          hint: 'name them, or say --expired, --unused-for or --all-but-current',
        })
      }
      const ports = await open(command)
      const selection = {
        expired,
        allButCurrent,
        dryRun,
        yes,
        ...(unusedFor === undefined ? {} : { unusedFor }),
      }
      const revoked = await withProgress(ports, options, watch =>
        revokeTokens({ references, ...selection, watch }, ports),
      )
      showRevocations(revoked, ports.terminal, options)
    })
}
