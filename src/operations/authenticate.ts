import { CredentialRejected, NotSignedIn } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import { ensureConsent, hasConsent } from './ensure-consent.ts'
import { sessionEntry } from './entries.ts'

/** The credential that this run acts with. */
export interface Credential {
  secret: Secret
  kind: 'environment' | 'session'
  /** Where it came from, in words for the user: "BEATPASS_TOKEN". */
  source: string
}

export type AuthenticationPorts = Pick<
  Ports,
  | 'settings'
  | 'secretStore'
  | 'sessionStores'
  | 'platform'
  | 'authorization'
  | 'locks'
  | 'interruption'
  | 'profiles'
  | 'terminal'
  | 'clock'
>

/** The credential in use: `BEATPASS_TOKEN`, else the stored session. Throws `NotSignedIn`. */
export async function findCredential(ports: Pick<Ports, 'settings' | 'sessionStores'>): Promise<Credential> {
  const { settings, sessionStores } = ports
  if (settings.environmentToken) {
    return { secret: settings.environmentToken, kind: 'environment', source: 'BEATPASS_TOKEN' }
  }
  const { name, session } = settings.profile
  if (!session) {
    throw new NotSignedIn(`profile '${name}' is not signed in`, {
      hint: 'beatpass login, or set BEATPASS_TOKEN',
    })
  }
  const store = sessionStores.of(settings.profile)
  const secret = await store.read(sessionEntry(name))
  if (!secret) {
    throw new NotSignedIn(`the session of profile '${name}' is not in ${store.location} any more`, {
      hint: 'beatpass login',
    })
  }
  return sessionCredential(secret, ports)
}

/** The stored session as a credential. */
export function sessionCredential(
  secret: Secret,
  { settings: { profile }, sessionStores }: Pick<Ports, 'settings' | 'sessionStores'>,
): Credential {
  const { location } = sessionStores.of(profile)
  return { secret, kind: 'session', source: `the session of profile '${profile.name}' (${location})` }
}

/**
 * Runs `use` with the credential in use; when the platform rejects it, the error says which one and where it came from. A
 * session that can be renewed is, and `use` runs once more: it must begin with a request that changes nothing.
 */
export async function authenticated<Result>(
  ports: AuthenticationPorts,
  use: (credential: Credential) => Promise<Result>,
): Promise<Result> {
  const credential = await permitted(ports)
  try {
    return await use(credential)
  } catch (error) {
    if (!(error instanceof CredentialRejected) || !renews(credential, ports)) throw named(credential, error)
    const renewed = await renewal(credential, ports)
    return await attributed(renewed, () => use(renewed))
  }
}

/** The same for what comes in pages; nothing is done before the first one is wanted. */
export async function* authenticatedPages<Page>(
  ports: AuthenticationPorts,
  use: (credential: Credential) => AsyncIterable<Page>,
): AsyncGenerator<Page> {
  const credential = await permitted(ports)
  let begun = false
  try {
    for await (const page of use(credential)) {
      begun = true
      yield page
    }
  } catch (error) {
    const isFinal = begun || !(error instanceof CredentialRejected) || !renews(credential, ports)
    if (isFinal) throw named(credential, error)
    const renewed = await renewal(credential, ports)
    try {
      yield* use(renewed)
    } catch (failure) {
      throw named(renewed, failure)
    }
  }
}

/** Connects while a stored credential is being looked up: the keychain takes as long. */
async function permitted(ports: AuthenticationPorts): Promise<Credential> {
  const finding = findCredential(ports)
  if (!ports.settings.environmentToken && hasConsent(ports)) ports.platform.warm?.()
  const credential = await finding
  await ensureConsent(ports)
  return renews(credential, ports) && isDue(ports) ? await renewal(credential, ports) : credential
}

function renews({ kind }: Credential, { settings }: Pick<Ports, 'settings'>): boolean {
  return kind === 'session' && settings.profile.session?.grant?.renews === true
}

async function renewal(credential: Credential, ports: AuthenticationPorts): Promise<Credential> {
  const { renewSession } = await import('./renew-session.ts')
  return { ...credential, secret: await renewSession(credential.secret, ports) }
}

/** An access token that ends so soon is not used any more, milliseconds: clocks differ, and a request takes time. */
const tooClose = 60_000

function isDue({ settings, clock }: Pick<Ports, 'settings' | 'clock'>): boolean {
  const { expiresAt } = settings.profile.session?.grant ?? {}
  return expiresAt != null && expiresAt.getTime() <= clock.now().getTime() + tooClose
}

/** Runs `use`, which acts with the credential; a rejection names it. */
export async function attributed<Result>(
  credential: Credential,
  use: () => Promise<Result>,
): Promise<Result> {
  try {
    return await use()
  } catch (error) {
    throw named(credential, error)
  }
}

function named(credential: Credential, error: unknown): unknown {
  return error instanceof CredentialRejected ? rejected(credential, error) : error
}

/** The error for a credential that the platform rejects: which one it is, where it came from, what to do. */
export function rejected(credential: Credential, cause: CredentialRejected): CredentialRejected {
  const hint =
    credential.kind === 'environment'
      ? 'set BEATPASS_TOKEN to a live token, or unset it to use the stored session'
      : 'it is expired or revoked: beatpass login'
  return new CredentialRejected(`the platform rejects the credential from ${credential.source}`, {
    hint,
    cause,
  })
}
