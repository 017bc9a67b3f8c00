import { html } from 'hono/html'
import type { Account } from '../../store/accounts.ts'
import { accountBar } from '../account-bar.ts'
import { field } from '../fields.ts'
import type { Html, Page } from '../layout.ts'
import { dangerLink, listCard, type Row } from '../list-card.ts'
import { type FreshSecret, secretCard } from '../secret-card.ts'
import type { ShownToken } from '../shown-tokens.ts'
import { showTime } from '../times.ts'
import { choices } from './expiry-choices.ts'

export interface MeetzyTokensView {
  account: Account
  csrf: string
  /** Newest first. */
  tokens: ShownToken[]
  fresh?: FreshSecret | undefined
  /** What was typed and why it did not do. */
  refused?: { name: string; problem: string } | undefined
}

/** API tokens: a form with the choice of an end, a new one's secret once, and the list. */
export function meetzyTokensPage(view: MeetzyTokensView): Page {
  const { account, csrf, tokens, fresh } = view
  const content = html`<h1>API tokens</h1>
${fresh ? secretCard(fresh) : ''}${createCard(view)}${listCard({
  title: 'Tokens',
  columns: ['Name', 'Token', 'Expiration date', 'Status'],
  rows: tokens.map(tokenRow),
  empty: 'There are none yet.',
  note: 'Dates are UTC.',
})}`
  return { title: 'API tokens', content, account: accountBar(account, csrf) }
}

function createCard({ csrf, refused }: MeetzyTokensView): Html {
  const options = Object.entries(choices).map(
    ([value, { title }]) => html`<option value="${value}">${title}</option>`,
  )
  return html`<section class="card" aria-labelledby="create">
<h2 id="create">Generate a token</h2>
<form class="stack" method="post" action="/api-tokens">
<input type="hidden" name="csrf" value="${csrf}">
${field(
  { name: 'name', label: 'Name', problems: refused && [refused.problem] },
  tied => html`<input ${tied} autocomplete="off" required maxlength="100" value="${refused?.name ?? ''}">`,
)}
${field({ name: 'expiration', label: 'Expiration' }, tied => html`<select ${tied}>${options}</select>`)}
<button type="submit">Generate token</button>
</form>
</section>`
}

function tokenRow({ id, name, beginning, endsAt, expired }: ShownToken): Row {
  return {
    header: html`<bdi class="name">${name}</bdi>`,
    cells: [
      html`<code>${beginning ?? ''}••••••••</code>`,
      showTime(endsAt, 'none'),
      expired ? html`<span class="ended">Expired</span>` : html`Active`,
    ],
    action: dangerLink(`/api-tokens/${id}/delete`, 'Delete', name),
  }
}
