import { BeatpassError, Incomplete, NotSignedIn, NotSupported } from '../domain/errors.ts'
import type { SessionGrant } from '../domain/profile.ts'
import type { Ports } from '../ports/ports.ts'
import type { AuthenticationPorts } from './authenticate.ts'
import { ensureConsent } from './ensure-consent.ts'
import { refreshEntry, sessionEntry } from './entries.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'
import { revokeGrant } from './revoke-grant.ts'
import { saveProfile } from './save-profile.ts'

/** What became of the session on the platform. */
export type SignOutResult = { session: 'revoked' | 'was-dead' | 'left-alive' }

/**
 * Revokes the stored session on the platform, then forgets it; `local` only forgets. A session that could not be revoked
 * is kept: the error says why, and nothing is lost.
 */
export async function signOut(
  { local }: { local: boolean },
  ports: AuthenticationPorts & Pick<Ports, 'profiles'>,
): Promise<SignOutResult> {
  const { name, session } = ports.settings.profile
  if (!session) throw new NotSignedIn(`profile '${name}' is not signed in`)
  const result = local ? ('left-alive' as const) : await endSession(ports)
  await forgetSession(result, ports)
  return { session: result }
}

/** Leaves the profile signed in until both halves are forgotten, so that running it again finishes the work. */
async function forgetSession(session: SignOutResult['session'], ports: AuthenticationPorts): Promise<void> {
  try {
    const { name, session: known } = ports.settings.profile
    if (known?.grant) await ports.secretStore.remove(refreshEntry(name))
    await ports.secretStore.remove(sessionEntry(name))
    await saveProfile({ session: undefined }, ports)
  } catch (error) {
    if (session === 'left-alive' || !(error instanceof BeatpassError)) throw error
    throw new Incomplete(`the session is dead, but not forgotten: ${error.message}`, {
      hint: 'run it again',
      cause: error,
    })
  }
}

/** What the page alone can end is not forgotten in passing. */
function refuseOnPage({ platform: { facts, apiUrl } }: AuthenticationPorts): void {
  if (facts.verbs(apiUrl).revoke !== 'page') return
  throw new NotSupported(`${facts.title} ends tokens on its web page only`, {
    hint: `delete the session's token at ${facts.page('revoke', apiUrl)}, then beatpass logout --local`,
  })
}

async function endSession(ports: AuthenticationPorts): Promise<'revoked' | 'was-dead'> {
  const { grant } = ports.settings.profile.session ?? {}
  if (grant) return await endGrant(grant, ports)
  const secret = await ports.secretStore.read(sessionEntry(ports.settings.profile.name))
  if (!secret) return 'was-dead'
  refuseOnPage(ports)
  await ensureConsent(ports)
  const id = secret.tokenId
  if (id === undefined) {
    throw new Incomplete('the session has no id: it cannot be revoked from here', {
      hint: `delete it at ${ports.platform.facts.page('revoke', ports.platform.apiUrl)}, then beatpass logout --local`,
    })
  }
  const confirmation = (await revokeAndConfirm(secret, [id], ports)).get(id)
  if (confirmation === 'revoked') return 'revoked'
  if (confirmation instanceof Error) throw confirmation
  throw new Incomplete(`the platform still lists the session, token ${id}`, {
    hint: 'run it again, or logout --local',
  })
}

/** While no other run renews it. */
async function endGrant(
  { clientId }: SessionGrant,
  ports: AuthenticationPorts,
): Promise<'revoked' | 'was-dead'> {
  const { name } = ports.settings.profile
  return await ports.locks.exclusively(`session-${name}`, async () => {
    const access = await ports.secretStore.read(sessionEntry(name))
    const refresh = await ports.secretStore.read(refreshEntry(name))
    if (!access && !refresh) return 'was-dead'
    await ports.interruption.during(() => revokeGrant({ access, refresh }, { id: clientId }, ports))
    return 'revoked'
  })
}
