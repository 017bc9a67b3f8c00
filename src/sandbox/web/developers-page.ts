import { html } from 'hono/html'
import type { Account } from '../store/accounts.ts'
import { accountBar } from './account-bar.ts'
import type { Html, Page } from './layout.ts'
import { dangerLink, listCard, nameWithId, type Row } from './list-card.ts'
import { type FreshSecret, secretCard } from './secret-card.ts'
import type { ShownToken } from './shown-tokens.ts'
import { showTime } from './times.ts'

export interface DevelopersView {
  account: Account
  csrf: string
  /** Newest first. */
  tokens: ShownToken[]
  fresh?: FreshSecret | undefined
  /** What was typed and why it did not do. */
  refused?: { name: string; problem: string } | undefined
  /** Where those without API access may ask. */
  contact: string
}

/** Account Settings → Developers: the tokens, a form for a new one, and a new one's secret, once. */
export function developersPage(view: DevelopersView): Page {
  const { account, csrf, tokens, fresh } = view
  const content = html`<nav class="crumbs" aria-label="Breadcrumb">Account settings <span aria-hidden="true">›</span> <span aria-current="page">Developers</span></nav>
<h1>Developers</h1>
${account.apiAccess ? html`${fresh ? secretCard(fresh) : ''}${createCard(view)}${tokensCard(tokens)}` : noAccessCard(view)}`
  return { title: 'Developers', content, account: accountBar(account, csrf) }
}

function createCard({ csrf, refused }: DevelopersView): Html {
  const invalid = refused
    ? html` aria-invalid="true" aria-describedby="name-problem"`
    : html` aria-describedby="name-hint"`
  return html`<section class="card" aria-labelledby="create">
<h2 id="create">Create a token</h2>
<form class="row" method="post" action="/account-settings/developers/tokens">
<input type="hidden" name="csrf" value="${csrf}">
<div><label for="name">Name</label>
<input id="name" name="name" autocomplete="off" value="${refused?.name ?? ''}" required minlength="3" maxlength="100"${invalid}></div>
<button type="submit">Create token</button>
</form>
${
  refused
    ? html`<p class="problem" id="name-problem" role="alert">${refused.problem}</p>`
    : html`<p class="faint" id="name-hint">3 to 100 characters; where it will be used is a good name.</p>`
}
</section>`
}

function tokensCard(tokens: ShownToken[]): Html {
  return listCard({
    title: 'Tokens',
    columns: ['Name', 'Created', 'Last used', 'Expires'],
    rows: tokens.map(tokenRow),
    empty: 'There are none yet.',
    note: 'Times are UTC. The secret of a token that is listed cannot be shown.',
  })
}

function tokenRow(token: ShownToken): Row {
  const { id, name } = token
  const ended = token.expired ? html` <span class="ended">expired</span>` : ''
  return {
    header: nameWithId(name, id),
    cells: [
      showTime(token.createdAt, ''),
      showTime(token.lastUsedAt, 'never'),
      html`${showTime(token.endsAt, 'never')}${ended}`,
    ],
    action: dangerLink(`/account-settings/developers/tokens/${id}/delete`, 'Delete', `${name}, id ${id}`),
  }
}

function noAccessCard({ contact }: DevelopersView): Html {
  return html`<section class="card"><h2>No API access</h2>
<p>API access is by invitation, and this account has none. On the platform: ${contact}.</p></section>`
}
