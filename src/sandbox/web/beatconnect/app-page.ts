import { html } from 'hono/html'
import type { Account } from '../../store/accounts.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { accountBar } from '../account-bar.ts'
import type { Html, Page } from '../layout.ts'
import { type FreshSecret, secretCard } from '../secret-card.ts'
import { showTime } from '../times.ts'

export interface AppView {
  account: Account
  csrf: string
  app: OAuthApp
  fresh?: FreshSecret | undefined
}

/** One OAuth application: what was registered, its new secret once, and what can be done with it. */
export function appPage({ account, csrf, app, fresh }: AppView): Page {
  const content = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/apps">OAuth applications</a> <span aria-hidden="true">›</span> <span aria-current="page"><bdi>${app.name}</bdi></span></nav>
<h1><bdi>${app.name}</bdi></h1>
${fresh ? secretCard(fresh) : ''}<section class="card" aria-label="Registered">
<dl>
<dt>Client id</dt><dd><code>${app.id}</code></dd>
<dt>Type</dt><dd>${app.type === 'web' ? 'Web' : 'Mobile'}</dd>
<dt>Status</dt><dd>${app.revokedAt ? html`<span class="ended">Revoked</span>` : 'Active'}</dd>
<dt>Redirect URIs</dt><dd><ul>${app.redirectUris.map(uri => html`<li><code>${uri}</code></li>`)}</ul></dd>
<dt>Scopes</dt><dd><ul>${app.scopes.map(scope => html`<li><code>${scope}</code></li>`)}</ul></dd>
<dt>Created</dt><dd>${showTime(app.createdAt, '')}</dd>
</dl>
${app.revokedAt ? '' : actions(csrf, app)}
</section>`
  return { title: app.name, content, account: accountBar(account, csrf) }
}

function actions(csrf: string, { id, type }: OAuthApp): Html {
  const renewal = html`<form method="post" action="/apps/${id}/secret">
<input type="hidden" name="csrf" value="${csrf}">
<button class="quiet" type="submit" aria-describedby="renewal">New client secret</button>
</form>`
  return html`<div class="row">
${type === 'web' ? renewal : ''}<a class="button danger" href="/apps/${id}/revoke">Revoke</a>
</div>
${type === 'web' ? html`<p class="faint" id="renewal">A new secret ends the old one at once.</p>` : ''}`
}
