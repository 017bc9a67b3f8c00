import {
  BeatpassError,
  CredentialRejected,
  Incomplete,
  NotSignedIn,
  PlatformUnavailable,
} from '../domain/errors.ts'
import type { Profile, SessionGrant } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { Grant } from '../ports/authorization.ts'
import type { Ports } from '../ports/ports.ts'
import { refreshEntry, sessionEntry } from './entries.ts'
import { saveProfile } from './save-profile.ts'

export type RenewPorts = Pick<
  Ports,
  'settings' | 'sessionStores' | 'profiles' | 'authorization' | 'locks' | 'interruption'
>

/**
 * Trades the refresh token in for a new pair and gives the new access token. One run at a time: whoever comes second finds
 * `stale` replaced and uses what is there. The new refresh token is stored first, so that it is never lost for want of
 * the other; `Incomplete` where the store takes it no more. Where the server says that the session has ended it is forgotten (`CredentialRejected`); all else keeps it.
 */
export async function renewSession(stale: Secret, ports: RenewPorts): Promise<Secret> {
  const { name } = ports.settings.profile
  return await ports.locks.exclusively(`session-${name}`, async () => {
    const known = await ports.profiles.read(name)
    const session = known?.session
    if (!session) throw goneMeanwhile(name)
    ports.settings.profile = known
    const store = ports.sessionStores.of(known)
    const held = await store.read(sessionEntry(name))
    if (!held) throw goneMeanwhile(name)
    if (!held.equals(stale)) return held
    const refresh = await store.read(refreshEntry(name))
    if (!refresh || !session.grant) throw ended(name)
    const { grant } = session
    await store.probe()
    return await ports.interruption.during(() => tradeIn(refresh, { ...session, grant }, ports), {
      what: `the session of profile '${name}' may be renewed, and its new tokens may be stored nowhere`,
      hint: 'run the same command again; if the session is refused: beatpass login',
    })
  })
}

type GrantedSession = NonNullable<Profile['session']> & { grant: SessionGrant }

async function tradeIn(refresh: Secret, session: GrantedSession, ports: RenewPorts): Promise<Secret> {
  const { name } = ports.settings.profile
  const store = ports.sessionStores.of(ports.settings.profile)
  const granted = await ask(refresh, session.grant, ports)
  let isKept = granted.refresh === undefined
  try {
    if (granted.refresh) await store.write(refreshEntry(name), granted.refresh)
    isKept = true
    await store.write(sessionEntry(name), granted.access)
    const grant = { ...session.grant, expiresAt: granted.expiresAt }
    await saveProfile({ session: { ...session, grant } }, ports)
    return granted.access
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    if (granted.refresh && !isKept) await giveUp(granted.refresh, session.grant, ports)
    throw notStored(name, isKept, error)
  }
}

/** Nobody holds it: it should not live on. That it may is no reason for another error. */
async function giveUp(refresh: Secret, { clientId }: SessionGrant, { authorization }: RenewPorts) {
  await authorization.revoke({ id: clientId }, refresh, 'refresh').catch(() => undefined)
}

/** The old refresh token is spent by then: without the new one the session is over. */
function notStored(name: string, isKept: boolean, cause: BeatpassError): Incomplete {
  const end = isKept ? 'the next run renews it once more' : 'it cannot be used any more'
  return new Incomplete(`the session of profile '${name}' was renewed, but ${cause.message}: ${end}`, {
    hint: isKept ? 'run it again' : 'beatpass login',
    cause,
  })
}

async function ask(refresh: Secret, { clientId }: SessionGrant, ports: RenewPorts): Promise<Grant> {
  const { name } = ports.settings.profile
  try {
    return await ports.authorization.refresh({ id: clientId }, refresh)
  } catch (error) {
    if (error instanceof CredentialRejected) {
      await forget(ports)
      throw ended(name, error)
    }
    if (!(error instanceof PlatformUnavailable)) throw error
    throw new PlatformUnavailable(`the session of profile '${name}' could not be renewed: ${error.message}`, {
      hint: 'it is kept: run it again, and if it stays so: beatpass login',
      cause: error,
    })
  }
}

async function forget(ports: RenewPorts): Promise<void> {
  const { name } = ports.settings.profile
  const store = ports.sessionStores.of(ports.settings.profile)
  await store.remove(refreshEntry(name))
  await store.remove(sessionEntry(name))
  await saveProfile({ session: undefined }, ports)
}

function ended(name: string, cause?: unknown): CredentialRejected {
  return new CredentialRejected(`the session of profile '${name}' has ended`, {
    hint: 'beatpass login',
    ...(cause === undefined ? {} : { cause }),
  })
}

function goneMeanwhile(name: string): NotSignedIn {
  return new NotSignedIn(`profile '${name}' was signed out meanwhile`, { hint: 'beatpass login' })
}
