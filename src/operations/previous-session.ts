import { BeatpassError, RolledBack } from '../domain/errors.ts'
import type { Account, Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import { howToRevoke } from './by-page.ts'
import { hasConsent } from './ensure-consent.ts'
import { refreshEntry, sessionEntry } from './entries.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'
import { revokeGrant } from './revoke-grant.ts'
import { warnOnly } from './warn-only.ts'

/** What a profile was signed in with before a sign-in replaces it. */
export interface PreviousSession {
  session: Profile['session']
  account: Account | undefined
  secret: Secret | undefined
  /** Of a session that was granted in a browser. */
  refresh: Secret | undefined
  /** Where it rests. */
  store: SecretStore
  /** Why it could not be read there. */
  unread: BeatpassError | undefined
}

type PreviousSessionPorts = Pick<
  Ports,
  'settings' | 'platform' | 'secretStore' | 'sessionStores' | 'authorization'
>

/**
 * Reads what a sign-in is about to replace, where it rests: that may be another store than the one the new session goes to.
 * The other one may be why it is left (it does not open any more), so its failure is kept; that of the one in use is thrown.
 */
export async function previousSession({
  settings: { profile },
  secretStore,
  sessionStores,
}: PreviousSessionPorts): Promise<PreviousSession> {
  const store = sessionStores.of(profile)
  const known = { session: profile.session, account: profile.account, store }
  try {
    const secret = await store.read(sessionEntry(profile.name))
    const granted = profile.session?.grant !== undefined
    const refresh = granted ? await store.read(refreshEntry(profile.name)) : undefined
    return { ...known, secret, refresh, unread: undefined }
  } catch (error) {
    if (store === secretStore || !(error instanceof BeatpassError)) throw error
    return { ...known, secret: undefined, refresh: undefined, unread: error }
  }
}

/** Puts it back where a sign-in has overwritten it. What rests in another store is there still. */
export async function putBack(
  { secret, refresh, store }: PreviousSession,
  { settings: { profile }, secretStore }: Pick<Ports, 'settings' | 'secretStore'>,
): Promise<void> {
  const pairs = [
    [sessionEntry(profile.name), secret],
    [refreshEntry(profile.name), refresh],
  ] as const
  for (const [entry, before] of pairs) {
    const work =
      before && store === secretStore ? secretStore.write(entry, before) : secretStore.remove(entry)
    await work.catch(() => undefined)
  }
}

/** For a new session that could not be kept and was revoked again. */
export function rolledBack(cause: BeatpassError): RolledBack {
  return new RolledBack(`signed in, but ${cause.message}; the session was revoked again`, {
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    cause,
  })
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
  const warnings = await end(previous, present, ports)
  return [...warnings, ...(await forgetPrevious(previous, ports))]
}

async function end(
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

async function endGranted(
  { secret, refresh, store, unread }: PreviousSession,
  clientId: string,
  ports: PreviousSessionPorts,
): Promise<string[]> {
  if (!secret && !refresh) {
    const why = unread ? unread.message : `it is not in ${store.location}`
    return [`the session before this one lives on, as far as is known: ${why}`]
  }
  return await warnOnly('the session before this one could not be ended', () =>
    revokeGrant({ access: secret, refresh }, { id: clientId }, ports),
  )
}

/** What the new session did not overwrite: the refresh token where it has none, and all that rests in another store. */
async function forgetPrevious(
  { session, store }: PreviousSession,
  { settings: { profile }, secretStore }: PreviousSessionPorts,
): Promise<string[]> {
  const isElsewhere = store !== secretStore
  return await warnOnly(`${store.location} may still hold the session before this one`, async () => {
    if (session?.grant && (isElsewhere || !profile.session?.grant))
      await store.remove(refreshEntry(profile.name))
    if (session && isElsewhere) await store.remove(sessionEntry(profile.name))
  })
}
