import { InputRequired } from '../../domain/errors.ts'
import type { Span } from '../../domain/expiry.ts'
import { revokeTokens } from '../../operations/revoke-tokens.ts'
import { withProgress } from '../../output/progress.ts'
import { showRevocations } from '../../output/revocations.ts'
import type { Action } from '../action.ts'

interface RevokeOptions {
  expired?: boolean
  unusedFor?: Span
  allButCurrent?: boolean
  dryRun?: boolean
  yes?: boolean
  json?: boolean
}

/** What `beatpass tokens revoke` does. */
export const revokeAction: Action = async (given, open) => {
  const { operands: references, options: all } = given
  const options = all as RevokeOptions
  const { expired = false, allButCurrent = false, dryRun = false, yes = false, unusedFor } = options
  if (references.length === 0 && !expired && !allButCurrent && unusedFor === undefined) {
    throw new InputRequired('which tokens?', {
      hint: 'name them, or say --expired, --unused-for or --all-but-current',
    })
  }
  const ports = await open.lean()
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
}
