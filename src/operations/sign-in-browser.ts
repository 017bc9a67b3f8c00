import { BeatpassError, InputRequired } from '../domain/errors.ts'
import type { Account } from '../domain/profile.ts'
import type { Grant } from '../ports/authorization.ts'
import { refuseUnlessSignsIn } from '../ports/not-by-call.ts'
import type { Ports } from '../ports/ports.ts'
import { holdSession } from './hold-session.ts'
import { keepGrant } from './keep-grant.ts'
import { leftBySignIn } from './left-by-sign-in.ts'
import { endPrevious, previousSession } from './previous-session.ts'
import type { SignInPorts, SignInResult } from './sign-in.ts'

export type BrowserSignInPorts = SignInPorts & Pick<Ports, 'browser'>

/** beatpass itself, as it is registered where the platform knows it (ours), and what it asks for. */
export const ownClient = { id: 'beatpass-cli' }
export const ownScopes: readonly string[] = ['user.profile', 'keys.manage', 'apps.manage']

/**
 * Signs in on a page of the platform's in this machine's browser (authorization code with PKCE, the answer comes to a
 * loopback port). The store is probed first (exit 7). `waitMs` is how long the person may take. A session that this
 * profile had before is revoked once the new one is stored.
 */
export async function signInInBrowser(
  { waitMs }: { waitMs: number },
  ports: BrowserSignInPorts,
): Promise<SignInResult> {
  await begin(ports)
  const request = { client: ownClient, scopes: ownScopes, waitMs }
  const open = await ports.authorization.inBrowser(request)
  try {
    await showPage(open.page, ports)
    await open.answered()
    return await ports.interruption.during(
      async () => conclude(await open.grant(), ports),
      leftBySignIn(ports),
    )
  } finally {
    await open.close()
  }
}

/** How long to wait, milliseconds, and how to tell the person. */
interface DeviceSignIn {
  waitMs?: number | undefined
  show(asked: { page: string; userCode: string; expiresAt: Date }): void
}

/**
 * The same on any device (RFC 8628): `show` tells the person where to go and which code to type there. Without `waitMs` they
 * have as long as the code lasts.
 */
export async function signInOnDevice(
  { waitMs, show }: DeviceSignIn,
  ports: SignInPorts,
): Promise<SignInResult> {
  await begin(ports)
  const asked = await ports.authorization.onDevice({ client: ownClient, scopes: ownScopes, waitMs })
  show(asked)
  const grant = await asked.grant()
  return await ports.interruption.during(() => conclude(grant, ports), leftBySignIn(ports))
}

/** What stands against it, before anything is asked. */
async function begin(ports: SignInPorts): Promise<void> {
  refuseUnlessSignsIn(ports.platform, 'browser')
  await ports.secretStore.probe()
  await ports.locks.exclusively(`session-${ports.settings.profile.name}`, async () => undefined)
}

async function showPage(page: string, { browser, terminal }: BrowserSignInPorts): Promise<void> {
  const opened = await browser.open(page)
  if (!opened && !terminal.canPrompt) {
    throw new InputRequired('there is no browser here to sign in with', {
      hint: '--device signs in on any other one; --with-token takes a token on stdin',
    })
  }
  terminal.note(`${opened ? 'opened in the browser' : 'open this page on this machine'}: ${page}`)
  terminal.note('waiting for the answer from the browser; Ctrl-C gives up')
}

/** Stores the grant while no other run renews the session that it replaces. */
async function conclude(grant: Grant, ports: SignInPorts): Promise<SignInResult> {
  return await holdSession(ports, async () => {
    const warnings: string[] = []
    const previous = await previousSession(ports)
    const account = await accountOf(grant, warnings, ports)
    await keepGrant(grant, { account, client: ownClient, previous }, ports)
    warnings.push(...(await endPrevious(previous, { secret: grant.access, account }, ports)))
    return { account, warnings }
  })
}

/** A sign-in is one also where the platform does not say whose. */
async function accountOf(
  { access }: Grant,
  warnings: string[],
  { platform }: Pick<Ports, 'platform'>,
): Promise<Account | null> {
  try {
    return (await platform.listTokens(access)).account
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    warnings.push(`whose session it is could not be read: ${error.message}`)
    return null
  }
}
