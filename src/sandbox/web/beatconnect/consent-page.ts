import { html } from 'hono/html'
import { scopes as known } from '../../service/oauth/scopes.ts'
import type { Account } from '../../store/accounts.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { accountBar } from '../account-bar.ts'
import type { Html, Page } from '../layout.ts'

interface Asked {
  app: OAuthApp
  redirectUri: string
  scopes: string[]
}

/** Asks whether the app may do what it asks for. */
export function consentPage(account: Account, csrf: string, { app, redirectUri, scopes }: Asked): Page {
  const content = html`<section class="card narrow">
<h1>Allow <bdi>${app.name}</bdi> to use your account?</h1>
${wishes(app, scopes)}
<p>Your answer is sent to <strong>${placeOf(redirectUri)}</strong>.</p>
${decisionForm(csrf)}
</section>`
  return { title: `Allow ${app.name}?`, content, account: accountBar(account, csrf) }
}

/** What the app would be able to do. */
export function wishes(app: OAuthApp, scopes: readonly string[]): Html {
  const of = app.accountId === null ? 'This program' : 'This application'
  return html`<p>${of} would be able to:</p>
<ul class="wishes">${scopes.map(scope => html`<li>${known[scope] ?? scope} <code>${scope}</code></li>`)}</ul>`
}

/** The two answers; `hidden` comes back with either. */
export function decisionForm(csrf: string, hidden: Record<string, string> = {}, action = ''): Html {
  const target = action === '' ? '' : html` action="${action}"`
  return html`<form class="row" method="post"${target}>
<input type="hidden" name="csrf" value="${csrf}">
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit" name="decision" value="allow">Allow</button>
<button class="quiet" type="submit" name="decision" value="deny">Deny</button>
</form>`
}

function placeOf(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri)
  if (['127.0.0.1', '[::1]'].includes(hostname)) return `a program on this computer (${host})`
  return protocol === 'https:' ? host : `an app on this device (${protocol})`
}
