import { html } from 'hono/html'
import type { Account } from '../../store/accounts.ts'
import { accountBar } from '../account-bar.ts'
import { ago } from '../ago.ts'
import { field } from '../fields.ts'
import type { Html, Page } from '../layout.ts'
import { dangerLink, listCard, type Row } from '../list-card.ts'
import { type FreshSecret, secretCard } from '../secret-card.ts'
import type { ShownToken } from '../shown-tokens.ts'
import { showTime } from '../times.ts'

export interface NuwebTokensView {
  account: Account
  csrf: string
  /** Newest first, those that the filter lets through. */
  tokens: ShownToken[]
  /** What names are looked through for. */
  filter: string
  now: Date
  /** On behalf of whom a token of this page speaks. */
  tenant: string
  fresh?: FreshSecret | undefined
  /** What was typed and why it did not do. */
  refused?: { name: string; problem: string } | undefined
}

/** Access tokens: a form for a new one, its secret once, and one's own tokens, newest first, with a name filter. */
export function nuwebTokensPage(view: NuwebTokensView): Page {
  const { account, csrf, tokens, filter, fresh } = view
  const content = html`<h1>Access tokens</h1>
${fresh ? secretCard(fresh) : ''}${createCard(view)}${listCard({
  title: 'Your tokens',
  columns: ['Name', 'Token', 'Created', 'Last used'],
  rows: tokens.map(token => tokenRow(token, view)),
  empty: filter === '' ? 'There are none yet.' : 'No name has that in it.',
  note: 'Times are UTC. Of a token its ID is shown, its hash is hidden.',
  tools: filterForm(filter),
})}`
  return { title: 'Access tokens', content, account: accountBar(account, csrf) }
}

function createCard({ csrf, refused, tenant }: NuwebTokensView): Html {
  const hint = `It does not end, speaks for ${tenant}, may do what you may, and follows every change of that.`
  return html`<section class="card" aria-labelledby="create">
<h2 id="create">Create a token</h2>
<form class="stack" method="post" action="/tokens">
<input type="hidden" name="csrf" value="${csrf}">
${field(
  { name: 'name', label: 'Name', hint, problems: refused && [refused.problem] },
  tied => html`<input ${tied} autocomplete="off" required maxlength="255" value="${refused?.name ?? ''}">`,
)}
<button type="submit">Create token</button>
</form>
</section>`
}

function filterForm(filter: string): Html {
  return html`<form class="row filter" method="get" action="/tokens" role="search">
<div><label for="filter">Filter by name</label>
<input id="filter" name="filter" type="search" autocomplete="off" value="${filter}"></div>
<button class="quiet" type="submit">Filter</button>
</form>
`
}

function tokenRow({ id, name, tenant, createdAt, lastUsedAt }: ShownToken, { now }: NuwebTokensView): Row {
  const used = lastUsedAt
    ? html`<time datetime="${lastUsedAt.toISOString()}">${ago(lastUsedAt, now)}</time>`
    : html`<span class="faint">never</span>`
  return {
    header: html`<bdi class="name">${name}</bdi>`,
    cells: [
      html`<code>${id}|••••••••</code> <span class="faint">${tenant ?? ''}</span>`,
      showTime(createdAt, ''),
      used,
    ],
    action: dangerLink(`/tokens/${id}/delete`, 'Delete', `${name}, id ${id}`),
  }
}
