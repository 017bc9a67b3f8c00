import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { GithubAddress } from './address.ts'
import type { GithubCredential } from './credential.ts'
import { neededPermissions } from './hints.ts'

/** Tokens whose scopes GitHub tells: classic personal access tokens and those of OAuth apps, `gh`'s own among them. */
const scoped = /^(ghp_|gho_|[0-9a-f]{40}$)/

/**
 * Throws `DestinationUnavailable` when a token has not the scope for the address. `granted` is the `X-OAuth-Scopes` of an
 * answer. Fine-grained tokens do not tell their permissions: one that may only read is first noticed by the write.
 */
export function refuseNarrowScopes(
  address: GithubAddress,
  granted: string | undefined,
  { secret, source }: GithubCredential,
): void {
  if (granted === undefined || !scoped.test(secret.reveal())) return
  const wanted = address.scope === 'organisation' ? 'admin:org' : 'repo'
  const scopes = granted.split(',').map(scope => scope.trim())
  if (scopes.includes(wanted)) return
  throw new DestinationUnavailable(`the token of ${source} has not the scope ${wanted}`, {
    hint: `it needs ${neededPermissions(address)}; with gh: gh auth refresh --scopes ${wanted}`,
    failure: 'refused',
  })
}
