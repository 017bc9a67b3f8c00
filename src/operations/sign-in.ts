import { BeatpassError, Incomplete, RolledBack } from '../domain/errors.ts'
import type { Account } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import { hasConsent } from './ensure-consent.ts'
import { sessionEntry } from './entries.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'
import { saveProfile } from './save-profile.ts'

export interface SignInResult {
  account: Account | null
  warnings: string[]
}

export type SignInPorts = Pick<
  Ports,
  'settings' | 'platform' | 'secretStore' | 'profiles' | 'clock' | 'random' | 'terminal'
>

/**
 * Signs in by e-mail and password and stores the session's secret, never the password. The store is probed first
 * (exit 7). A session that this profile had before is revoked once the new one is stored.
 */
export async function signIn(
  request: { email: string; password: Secret; otp?: Secret },
  ports: SignInPorts,
): Promise<SignInResult> {
  await ports.secretStore.probe()
  const tokenName = sessionName(ports)
  const { secret, account } = await ports.platform.signIn({ ...request, tokenName })
  const session = { id: secret.tokenId ?? null, name: tokenName, createdAt: ports.clock.now(), pasted: false }
  await storeMinted(secret, ports)
  const previous = ports.settings.profile.session
  await saveProfile({ account, session }, ports)
  return {
    account,
    warnings: previous?.id && !previous.pasted ? await endPrevious(secret, previous.id, ports) : [],
  }
}

/**
 * Stores a token that the user made on the web page as the session. It is shown to the platform first, unless that
 * would take a call without consent: then it is stored unverified, with a warning.
 */
export async function signInWithToken(secret: Secret, ports: SignInPorts): Promise<SignInResult> {
  await ports.secretStore.probe()
  const { settings, platform } = ports
  const list = hasConsent(ports) ? await platform.listTokens(secret) : undefined
  const known = list?.tokens.find(token => token.id === secret.tokenId)
  await ports.secretStore.write(sessionEntry(settings.profile.name), secret)
  const session = {
    id: secret.tokenId ?? null,
    name: known?.name ?? '',
    createdAt: known?.createdAt ?? null,
    pasted: true,
  }
  await saveProfile({ account: list?.account, session }, ports)
  const unverified = `the token was stored without asking ${platform.facts.title}: that takes a call it does not document`
  return { account: list?.account ?? null, warnings: list ? [] : [unverified] }
}

/** Reserved and unique to this machine, because a sign-in deletes every token of its name; 3 to 100 characters. */
function sessionName({ settings, random }: Pick<Ports, 'settings' | 'random'>): string {
  return `beatpass cli on ${settings.hostName.slice(0, 60)} ${random.nonce(10)}`
}

async function storeMinted(secret: Secret, ports: SignInPorts): Promise<void> {
  try {
    await ports.secretStore.write(sessionEntry(ports.settings.profile.name), secret)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    const id = secret.tokenId ?? ''
    const gone = hasConsent(ports)
      ? await revokeAndConfirm(secret, [id], ports).catch(() => undefined)
      : undefined
    if (gone?.get(id) === 'revoked') {
      throw new RolledBack(`signed in, but ${error.message}; the session was revoked again`, {
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        cause: error,
      })
    }
    throw new Incomplete(
      `signed in, but ${error.message}; session token ${id} lives on and is stored nowhere`,
      {
        hint: `delete it at ${ports.platform.facts.tokensPage(ports.platform.apiUrl)}`,
        cause: error,
      },
    )
  }
}

async function endPrevious(secret: Secret, id: string, ports: SignInPorts): Promise<string[]> {
  if (!hasConsent(ports) || id === secret.tokenId) return []
  const gone = await revokeAndConfirm(secret, [id], ports).catch(() => undefined)
  return gone?.get(id) === 'revoked' ? [] : [`the session before this one, token ${id}, could not be revoked`]
}
