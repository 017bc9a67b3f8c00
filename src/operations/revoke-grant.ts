import { BeatpassError, CredentialRejected, Incomplete, NotSupported } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Grant, OAuthClient } from '../ports/authorization.ts'
import type { Ports } from '../ports/ports.ts'

type RevokePorts = Pick<Ports, 'authorization' | 'platform'>

/** The tokens of a grant, as far as they are at hand. */
export interface GrantTokens {
  access: Secret | undefined
  refresh: Secret | undefined
}

/**
 * Revokes both tokens and reads back that they are dead, because a server answers success for anything (RFC 7009): the
 * access token must be rejected, and so must the refresh token; what a living one grants is revoked in its turn. Throws
 * `Incomplete` where one lives on or nobody knows.
 */
export async function revokeGrant(
  { access, refresh }: GrantTokens | Grant,
  client: OAuthClient,
  ports: RevokePorts,
): Promise<void> {
  if (refresh) await ports.authorization.revoke(client, refresh, 'refresh')
  if (access) await ports.authorization.revoke(client, access, 'access')
  const dead =
    (!access || (await isDead(() => ports.platform.listTokens(access)))) &&
    (!refresh || (await isSpent(refresh, client, ports)))
  if (!dead) {
    throw new Incomplete('the platform still takes the session that was revoked', {
      hint: 'run it again, or logout --local',
    })
  }
}

async function isSpent(
  refresh: Secret,
  client: OAuthClient,
  { authorization }: RevokePorts,
): Promise<boolean> {
  return await isDead(async () => {
    const living = await authorization.refresh(client, refresh)
    await authorization.revoke(client, living.refresh ?? living.access, living.refresh ? 'refresh' : 'access')
  })
}

/** True when it is rejected, false when it works. */
async function isDead(use: () => Promise<unknown>): Promise<boolean> {
  try {
    await use()
    return false
  } catch (error) {
    // Where the platform makes no call that could tell, the server's word has to do.
    if (error instanceof CredentialRejected || error instanceof NotSupported) return true
    if (!(error instanceof BeatpassError)) throw error
    throw new Incomplete(`whether the session is dead could not be read: ${error.message}`, {
      hint: 'run it again, or logout --local',
      cause: error,
    })
  }
}
