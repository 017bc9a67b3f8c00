import type { Application } from '../../domain/application.ts'
import { InputRequired, NotSupported } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Grant, OAuthClient } from '../../ports/authorization.ts'
import type { Ports } from '../../ports/ports.ts'
import { revokeGrant } from '../revoke-grant.ts'
import { type AppPorts, foundApp } from './listed-apps.ts'

/** One step of the walk, safe to print: values that are secret stand as their length. */
export interface TryStep {
  step: string
  facts: Readonly<Record<string, string>>
}

type TryPorts = AppPorts & Pick<Ports, 'browser'>

/**
 * Walks the whole flow with an application of the account's, as its developer would: authorization code with PKCE on its
 * own loopback redirect URI, refresh, revocation; `tell` hears of each step as it is done. What is granted is revoked in the
 * end, whatever happens, and stored nowhere. Throws `NotSupported` for an application that does not come back to loopback.
 */
export async function tryApp(
  { id, waitMs }: { id: string; waitMs: number },
  tell: (step: TryStep) => void,
  ports: TryPorts,
): Promise<void> {
  const { app } = await foundApp(id, ports)
  const redirectUri = ownLoopback(app)
  tell({ step: 'application', facts: { id, name: app.name, type: app.type, redirect_uri: redirectUri } })
  const { issuer } = await ports.authorization.facts()
  tell({ step: 'authorization server', facts: { issuer } })
  const client = { id }
  const request = { client, scopes: app.scopes, waitMs, redirectUri }
  const open = await ports.authorization.inBrowser(request)
  try {
    tell({ step: 'request', facts: shownRequest(open.page) })
    await showPage(open.page, ports)
    await open.answered()
    tell({ step: 'answer', facts: { code: 'received once', state: 'as sent', iss: 'as expected' } })
    await ports.interruption.during(async () => useAndEnd(await open.grant(), client, tell, ports))
  } finally {
    await open.close()
  }
}

function ownLoopback({ id, status, redirectUris }: Application): string {
  if (status === 'revoked') throw new NotSupported(`application ${id} is revoked`)
  const own = redirectUris.find(uri => /^http:\/\/(127\.0\.0\.1|\[::1\])[:/]/.test(uri))
  if (own !== undefined) return own
  throw new NotSupported(
    `application ${id} does not come back to this machine: it cannot be tried from here`,
    {
      hint: 'try a mobile application that has the redirect URI http://127.0.0.1/callback',
    },
  )
}

async function showPage(page: string, { browser, terminal }: TryPorts): Promise<void> {
  const opened = await browser.open(page)
  if (!opened && !terminal.canPrompt) throw new InputRequired('there is no browser here to try it with')
  terminal.note(opened ? 'opened in the browser' : `open this page on this machine: ${page}`)
  terminal.note('waiting for the answer from the browser; Ctrl-C gives up')
}

async function useAndEnd(
  grant: Grant,
  client: OAuthClient,
  tell: (step: TryStep) => void,
  ports: TryPorts,
): Promise<void> {
  let last = grant
  try {
    tell({ step: 'tokens', facts: shownGrant(grant) })
    if (!grant.refresh) return
    last = await ports.authorization.refresh(client, grant.refresh)
    const rotated = last.refresh && !last.refresh.equals(grant.refresh) ? 'yes' : 'no'
    tell({ step: 'refresh', facts: { ...shownGrant(last), rotated } })
  } finally {
    await revokeGrant({ access: last.access, refresh: last.refresh ?? grant.refresh }, client, ports)
    tell({ step: 'revocation', facts: { access_token: 'dead', refresh_token: 'dead' } })
  }
}

function shownGrant({ access, refresh, expiresAt, scopes }: Grant): Record<string, string> {
  return {
    access_token: lengthOf(access),
    expires: expiresAt?.toISOString() ?? 'not told',
    refresh_token: refresh ? lengthOf(refresh) : 'none',
    scope: scopes.join(' '),
  }
}

const lengthOf = ({ length }: Secret) => `[${length} characters]`

const open = ['response_type', 'client_id', 'redirect_uri', 'scope', 'code_challenge_method']

/** What the page's address asks for; what is made anew for each sign-in stands as its length. */
function shownRequest(page: string): Record<string, string> {
  const [endpoint = '', query = ''] = page.split('?')
  const pairs = query.split('&').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split('=')
    const text = decodeURIComponent(value.replaceAll('+', ' '))
    return [name, open.includes(name) ? text : `[${text.length} characters]`]
  })
  return { endpoint, ...Object.fromEntries(pairs) }
}
