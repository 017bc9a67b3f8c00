import { BeatpassError, Incomplete } from '../domain/errors.ts'
import type { Account } from '../domain/profile.ts'
import type { Grant, OAuthClient } from '../ports/authorization.ts'
import type { Ports } from '../ports/ports.ts'
import { refreshEntry, sessionEntry } from './entries.ts'
import { type PreviousSession, putBack, rolledBack } from './previous-session.ts'
import { refuseOtherAccount } from './refuse-other-account.ts'
import { revokeGrant } from './revoke-grant.ts'
import { saveProfile } from './save-profile.ts'

export type KeepGrantPorts = Pick<
  Ports,
  'settings' | 'profiles' | 'tokenRecords' | 'secretStore' | 'authorization' | 'clock' | 'platform'
>

/**
 * Stores what a sign-in granted: the refresh token first, then the access token as the session, then the profile. When one
 * of them fails, or the profile keeps tokens of another account, what was there before is put back and the grant revoked: throws `RolledBack`, or `Incomplete` where it lives on.
 */
export async function keepGrant(
  grant: Grant,
  { account, client, previous }: { account: Account | null; client: OAuthClient; previous: PreviousSession },
  ports: KeepGrantPorts,
): Promise<void> {
  const { name } = ports.settings.profile
  const { access, refresh, expiresAt } = grant
  const session = {
    ...{ id: null, name: 'sign-in in the browser', createdAt: ports.clock.now(), pasted: false },
    grant: { clientId: client.id, expiresAt, renews: refresh !== undefined },
  }
  try {
    await refuseOtherAccount(account, ports)
    if (refresh) await ports.secretStore.write(refreshEntry(name), refresh)
    else await ports.secretStore.remove(refreshEntry(name))
    await ports.secretStore.write(sessionEntry(name), access)
    await saveProfile({ account: account ?? undefined, session, store: ports.settings.store }, ports)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    await putBack(previous, ports)
    throw await undone(grant, client, error, ports)
  }
}

async function undone(
  grant: Grant,
  client: OAuthClient,
  cause: BeatpassError,
  ports: KeepGrantPorts,
): Promise<BeatpassError> {
  try {
    await revokeGrant(grant, client, ports)
    return rolledBack(cause)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return new Incomplete(`signed in, but ${cause.message}; the session lives on and is stored nowhere`, {
      ...(cause.hint === undefined ? {} : { hint: cause.hint }),
      cause,
    })
  }
}
