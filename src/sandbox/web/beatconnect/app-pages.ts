import { html } from 'hono/html'
import type { Faults } from '../../service/oauth/new-app.ts'
import { scopes as known } from '../../service/oauth/scopes.ts'
import type { Account } from '../../store/accounts.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { accountBar } from '../account-bar.ts'
import { choice, field, group } from '../fields.ts'
import type { Html, Page } from '../layout.ts'
import { listCard, type Row } from '../list-card.ts'
import { showTime } from '../times.ts'

export interface AppsView {
  account: Account
  csrf: string
  /** In the order of their creation. */
  apps: OAuthApp[]
  /** What was typed and why it did not do. */
  refused?: { typed: Record<string, string>; faults: Faults } | undefined
}

/** OAuth applications: the list, and a form for a new one. */
export function appsPage(view: AppsView): Page {
  const { account, csrf, apps } = view
  const content = html`<h1>OAuth applications</h1>
${createCard(view)}${listCard({
  title: 'Applications',
  columns: ['Name', 'Client id', 'Type', 'Created', 'Status'],
  rows: apps.toReversed().map(appRow),
  empty: 'There are none yet.',
  note: 'Times are UTC. Revoked applications stay listed.',
})}`
  return { title: 'OAuth applications', content, account: accountBar(account, csrf) }
}

function createCard({ csrf, refused }: AppsView): Html {
  const typed = refused?.typed ?? {}
  const faults = refused?.faults ?? {}
  const scopeHint = 'What the application may ask people for.'
  return html`<section class="card" aria-labelledby="create">
<h2 id="create">Register an application</h2>
<form class="stack" method="post" action="/apps">
<input type="hidden" name="csrf" value="${csrf}">
${field(
  { name: 'name', label: 'Name', hint: 'People see it when they are asked.', problems: faults.name },
  tied => html`<input ${tied} autocomplete="off" required maxlength="100" value="${typed.name ?? ''}">`,
)}
${group({ name: 'type', label: 'Type', problems: faults.type }, [
  typeChoice('mobile', 'Mobile: runs with people and cannot keep a secret', typed),
  typeChoice('web', 'Web: runs on your server and has a client secret', typed),
])}
${field(
  {
    name: 'redirect_uris',
    label: 'Redirect URIs',
    hint: 'One a line: https, a scheme like com.example.app:/callback, or for mobile http://127.0.0.1/… with any port.',
    problems: faults.redirect_uris,
  },
  tied =>
    html`<textarea ${tied} rows="3" required spellcheck="false">${typed.redirect_uris ?? ''}</textarea>`,
)}
${group(
  { name: 'scopes', label: 'Scopes', hint: scopeHint, problems: faults.scopes },
  Object.entries(known).map(([scope, words]) =>
    choice('checkbox', {
      name: `scope ${scope}`,
      value: 'on',
      label: html`${words} <code>${scope}</code>`,
      chosen: typed[`scope ${scope}`] === 'on',
    }),
  ),
)}
<button type="submit">Register</button>
</form>
</section>`
}

function typeChoice(value: string, label: string, typed: Record<string, string>): Html {
  return choice('radio', { name: 'type', value, label, chosen: (typed.type ?? 'mobile') === value })
}

function appRow({ id, name, type, createdAt, revokedAt }: OAuthApp): Row {
  return {
    header: html`<bdi class="name">${name}</bdi>`,
    cells: [
      html`<code>${id}</code>`,
      html`${type === 'web' ? 'Web' : 'Mobile'}`,
      showTime(createdAt, ''),
      revokedAt ? html`<span class="ended">Revoked</span>` : html`Active`,
    ],
    action: html`<a class="button quiet" href="/apps/${id}">Show<span class="unseen"> ${name}</span></a>`,
  }
}
