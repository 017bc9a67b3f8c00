import { BeatpassError, CredentialRejected, Incomplete, NotSignedIn, NotSupported } from '../domain/errors.ts'
import type { Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import { type AuthenticationPorts, rejected, sessionCredential } from './authenticate.ts'
import { ensureConsent } from './ensure-consent.ts'
import { refreshEntry, sessionEntry } from './entries.ts'
import { holdSession } from './hold-session.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'
import { revokeGrant } from './revoke-grant.ts'
import { saveProfile } from './save-profile.ts'

/** What became of the session on the platform. */
export type SignOutResult = { session: 'revoked' | 'left-alive' }

type Session = NonNullable<Profile['session']>
type SignOutPorts = AuthenticationPorts & Pick<Ports, 'profiles'>

/**
 * Revokes the stored session on the platform, then forgets it; `local` only forgets. A session that could not be revoked
 * is kept: the error says why, and nothing is lost. So is one whose secret is not found: that proves nothing (`Incomplete`).
 */
export async function signOut({ local }: { local: boolean }, ports: SignOutPorts): Promise<SignOutResult> {
  const { name, session } = ports.settings.profile
  if (!session) throw new NotSignedIn(`profile '${name}' is not signed in`)
  if (!local && !session.grant) await allowEnding(ports)
  return await holdSession(ports, async () => {
    const { session: held } = ports.settings.profile
    if (!held) throw new NotSignedIn(`profile '${name}' was signed out meanwhile`)
    const result = local ? ('left-alive' as const) : await endSession(held, ports)
    await forgetSession(result, ports)
    return { session: result }
  })
}

/** Leaves the profile signed in until both halves are forgotten, so that running it again finishes the work. */
async function forgetSession(session: SignOutResult['session'], ports: SignOutPorts): Promise<void> {
  const { profile } = ports.settings
  const store = ports.sessionStores.of(profile)
  let hint = 'run it again'
  try {
    if (profile.session?.grant) await store.remove(refreshEntry(profile.name))
    await store.remove(sessionEntry(profile.name))
    hint = 'beatpass logout --local'
    await saveProfile({ session: undefined }, ports)
  } catch (error) {
    if (session === 'left-alive' || !(error instanceof BeatpassError)) throw error
    throw new Incomplete(`the session is dead, but not forgotten: ${error.message}`, { hint, cause: error })
  }
}

/** What the page alone can end is not forgotten in passing; a person who must agree is asked while nobody waits. */
async function allowEnding(ports: SignOutPorts): Promise<void> {
  const { facts, apiUrl } = ports.platform
  if (facts.verbs(apiUrl).revoke === 'page') {
    throw new NotSupported(`${facts.title} ends tokens on its web page only`, {
      hint: `delete the session's token at ${facts.page('revoke', apiUrl)}, then beatpass logout --local`,
    })
  }
  await ensureConsent(ports)
}

async function endSession({ grant }: Session, ports: SignOutPorts): Promise<'revoked'> {
  const { profile } = ports.settings
  const store = ports.sessionStores.of(profile)
  const access = await store.read(sessionEntry(profile.name))
  const refresh = grant && (await store.read(refreshEntry(profile.name)))
  if (grant && (access || refresh))
    await ports.interruption.during(() => revokeGrant({ access, refresh }, { id: grant.clientId }, ports))
  else if (access) await ports.interruption.during(() => endToken(access, ports))
  else throw notFound(profile.name, store, ports)
  return 'revoked'
}

async function endToken(secret: Secret, ports: SignOutPorts): Promise<void> {
  const id = secret.tokenId
  if (id === undefined) {
    throw new Incomplete('the session has no id: it cannot be revoked from here', { hint: onPage(ports) })
  }
  const confirmation = (await revokeAndConfirm(secret, [id], ports)).get(id)
  if (confirmation === 'revoked') return
  if (confirmation instanceof CredentialRejected)
    throw rejected(sessionCredential(secret, ports), confirmation)
  if (confirmation instanceof Error) throw confirmation
  throw new Incomplete(`the platform still lists the session, token ${id}`, {
    hint: 'run it again, or logout --local',
  })
}

function notFound(name: string, { location }: SecretStore, ports: SignOutPorts): Incomplete {
  const message = `the session of profile '${name}' is not in ${location}: whether it lives is not known`
  return new Incomplete(message, { hint: onPage(ports) })
}

function onPage({ platform: { facts, apiUrl } }: SignOutPorts): string {
  return `delete it at ${facts.page('revoke', apiUrl)}, then beatpass logout --local`
}
