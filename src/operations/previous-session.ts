import { BeatpassError } from '../domain/errors.ts'
import type { Account, Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import { howToRevoke } from './by-page.ts'
import { hasConsent } from './ensure-consent.ts'
import { refreshEntry, sessionEntry } from './entries.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'
import { revokeGrant } from './revoke-grant.ts'

/** What a profile was signed in with before a sign-in replaces it. */
export interface PreviousSession {
  session: Profile['session']
  account: Account | undefined
  secret: Secret | undefined
  /** Of a session that was granted in a browser. */
  refresh: Secret | undefined
}

type PreviousSessionPorts = Pick<Ports, 'settings' | 'platform' | 'secretStore' | 'authorization'>

/** Reads what a sign-in is about to replace. */
export async function previousSession({
  settings: { profile },
  secretStore,
}: PreviousSessionPorts): Promise<PreviousSession> {
  const secret = await secretStore.read(sessionEntry(profile.name))
  const granted = profile.session?.grant !== undefined
  const refresh = granted ? await secretStore.read(refreshEntry(profile.name)) : undefined
  return { session: profile.session, account: profile.account, secret, refresh }
}

/**
 * Revokes the session that was replaced, a granted one by its own tokens, another with its own secret (it may belong to another account, and a platform answers
 * success for tokens of others too). A pasted one is the user's and stays. Gives a warning where it lives on.
 */
export async function endPrevious(
  previous: PreviousSession,
  present: { secret: Secret; account: Account | null },
  ports: PreviousSessionPorts,
): Promise<string[]> {
  const { session, account, secret } = previous
  if (session?.grant) return await endGranted(previous, session.grant.clientId, ports)
  const id = session?.id
  if (!id || session.pasted || id === present.secret.tokenId) return []
  const sameAccount = account !== undefined && account.id === present.account?.id
  const credential = secret?.tokenId === id ? secret : sameAccount ? present.secret : undefined
  const { facts, apiUrl } = ports.platform
  if (facts.verbs(apiUrl).revoke === 'page')
    return [`the session before this one, token ${id}, lives on: ${howToRevoke(id, ports.platform)}`]
  if (!credential || !hasConsent(ports)) return [`the session before this one, token ${id}, lives on`]
  const confirmed = await revokeAndConfirm(credential, [id], ports)
  return confirmed.get(id) === 'revoked'
    ? []
    : [`the session before this one, token ${id}, could not be revoked`]
}

/** The refresh token of a session that is not granted any more goes too. */
async function endGranted(
  { secret, refresh }: PreviousSession,
  clientId: string,
  ports: PreviousSessionPorts,
): Promise<string[]> {
  const { name, session } = ports.settings.profile
  try {
    await revokeGrant({ access: secret, refresh }, { id: clientId }, ports)
    if (!session?.grant) await ports.secretStore.remove(refreshEntry(name))
    return []
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return [`the session before this one could not be ended: ${error.message}`]
  }
}
