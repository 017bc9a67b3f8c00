import type { Account, Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import { sessionName } from '../domain/session-name.ts'
import { refuseUnlessSignsIn } from '../ports/not-by-call.ts'
import type { Ports } from '../ports/ports.ts'
import { askAboutPasted } from './ask-about-pasted.ts'
import { holdSession } from './hold-session.ts'
import { keepMinted, keepPasted } from './keep-session.ts'
import { leftBySignIn } from './left-by-sign-in.ts'
import { endPrevious, type PreviousSession, previousSession } from './previous-session.ts'
import { refuseOtherAccount } from './refuse-other-account.ts'
import { tokenIdOf } from './token-id.ts'

/** Who is signed in now. */
export interface SignInResult {
  account: Account | null
  warnings: string[]
}

export type SignInPorts = Pick<
  Ports,
  | 'settings'
  | 'platform'
  | 'authorization'
  | 'locks'
  | 'secretStore'
  | 'sessionStores'
  | 'profiles'
  | 'tokenRecords'
  | 'clock'
  | 'random'
  | 'terminal'
  | 'interruption'
>

/**
 * Signs in by e-mail and password and stores the session's secret, never the password. The store is probed first
 * (exit 7). A session that this profile had before is revoked once the new one is stored; one that cannot be stored is
 * revoked again (exit 8). One run at a time: throws `Busy` where another one takes too long.
 */
export async function signIn(
  request: { email: string; password: Secret; otp?: Secret },
  ports: SignInPorts,
): Promise<SignInResult> {
  refuseUnlessSignsIn(ports.platform, 'password')
  await ports.secretStore.probe()
  return await holdSession(ports, async () => {
    const previous = await previousSession(ports)
    const replace = () => replaceByPassword(request, previous, ports)
    return await ports.interruption.during(replace, leftBySignIn(ports))
  })
}

async function replaceByPassword(
  request: { email: string; password: Secret; otp?: Secret },
  previous: PreviousSession,
  ports: SignInPorts,
): Promise<SignInResult> {
  const tokenName = sessionName(ports.settings.hostName, ports.random.nonce(10))
  const { secret, account } = await ports.platform.signIn({ ...request, tokenName })
  const id = secret.tokenId ?? null
  const kept = account === null ? {} : { account }
  const session = { id, name: tokenName, createdAt: ports.clock.now(), pasted: false }
  await keepMinted(secret, { ...kept, session, ...agreement(ports) }, previous, ports)
  return { account, warnings: await endPrevious(previous, { secret, account }, ports) }
}

/**
 * Stores a token that the user made on the web page as the session. It is shown to the platform first, unless that
 * would take a call without consent: then it is stored unverified, with a warning. One run at a time, as with `signIn`.
 */
export async function signInWithToken(secret: Secret, ports: SignInPorts): Promise<SignInResult> {
  await ports.secretStore.probe()
  const list = await askAboutPasted(secret, ports)
  const id = list || secret.tokenId ? await tokenIdOf(secret, ports) : undefined
  const known = list?.tokens.find(token => token.id === id)
  const session = {
    id: id ?? null,
    name: known?.name ?? '',
    createdAt: known?.createdAt ?? null,
    pasted: true,
  }
  const account = list?.account ?? null
  const warnings = await holdSession(ports, async () => {
    await refuseOtherAccount(account, ports)
    const previous = await previousSession(ports)
    return await ports.interruption.during(async () => {
      await keepPasted(secret, { account: list?.account, session, ...agreement(ports) }, previous, ports)
      return await endPrevious(previous, { secret, account }, ports)
    })
  })
  const { title } = ports.platform.facts
  if (!list)
    warnings.unshift(`the token was stored without asking ${title}: that takes a call it does not document`)
  return { account, warnings }
}

/** A consent that was given with this sign-in is kept with it. */
function agreement({ settings, platform, clock }: SignInPorts): Pick<Profile, 'undocumentedApiAccepted'> {
  const isNew = settings.consentGiven && !settings.profile.undocumentedApiAccepted
  return isNew && platform.facts.needsConsent(platform.apiUrl) ? { undocumentedApiAccepted: clock.now() } : {}
}
