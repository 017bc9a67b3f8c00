import { html } from 'hono/html'
import type { MintedToken } from '../service/tokens.ts'
import type { Account } from '../store/accounts.ts'
import { accountBar } from './account-bar.ts'
import { type Html, layout } from './layout.ts'
import { showTime } from './times.ts'

export interface ShownToken {
  id: number
  name: string
  createdAt: Date
  lastUsedAt: Date | null
  endsAt: Date | null
  expired: boolean
}

export interface DevelopersView {
  account: Account
  csrf: string
  /** Newest first. */
  tokens: ShownToken[]
  minted?: MintedToken | undefined
  /** What was typed and why it did not do. */
  refused?: { name: string; problem: string } | undefined
}

/** Account Settings → Developers: the tokens, a form for a new one, and a new one's secret, once. */
export function developersPage(view: DevelopersView): Html {
  const { account, csrf, tokens, minted } = view
  const content = html`<nav class="crumbs" aria-label="Breadcrumb">Account settings <span aria-hidden="true">›</span> <span aria-current="page">Developers</span></nav>
<h1>Developers</h1>
${account.apiAccess ? html`${minted ? mintedCard(minted) : ''}${createCard(view)}${listCard(tokens)}` : noAccessCard()}`
  return layout({ title: 'Developers', content, account: accountBar(account, csrf) })
}

function mintedCard({ token, secret }: MintedToken): Html {
  return html`<section class="card fresh" aria-labelledby="minted">
<h2 id="minted">Your new token</h2>
<p>Copy it now: it is shown this once and cannot be shown again.</p>
<label for="secret">Secret of “<bdi>${token.name}</bdi>”</label>
<div class="copy">
<input id="secret" readonly autofocus autocomplete="off" spellcheck="false" value="${secret.reveal()}">
<button type="button" data-copy="secret" hidden>Copy</button>
</div>
<p class="faint" role="status" data-copied></p>
</section>`
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

function listCard(tokens: ShownToken[]): Html {
  if (tokens.length === 0)
    return html`<section class="card"><h2>Tokens</h2><p class="faint">There are none yet.</p></section>`
  return html`<section class="card" aria-labelledby="tokens">
<h2 id="tokens">Tokens <span class="count">${tokens.length}</span></h2>
<div class="scroll" role="region" aria-labelledby="tokens" tabindex="0">
<table role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Name</th><th scope="col" role="columnheader">Created</th><th scope="col" role="columnheader">Last used</th><th scope="col" role="columnheader">Expires</th><th scope="col" role="columnheader"><span class="unseen">Actions</span></th></tr></thead>
<tbody role="rowgroup">${tokens.map(tokenRow)}</tbody>
</table>
</div>
<p class="faint">Times are UTC. The secret of a token that is listed cannot be shown.</p>
</section>`
}

/** With explicit roles: on a narrow screen the style lays rows out as blocks, which would end their being a table. */
function tokenRow(token: ShownToken): Html {
  return html`<tr role="row">
<th scope="row" role="rowheader"><bdi class="name">${token.name}</bdi> <span class="faint">id ${token.id}</span></th>
<td role="cell" data-label="Created">${showTime(token.createdAt, '')}</td>
<td role="cell" data-label="Last used">${showTime(token.lastUsedAt, 'never')}</td>
<td role="cell" data-label="Expires">${showTime(token.endsAt, 'never')}${token.expired ? html` <span class="ended">expired</span>` : ''}</td>
<td role="cell" class="end"><a class="button danger" href="/account-settings/developers/tokens/${token.id}/delete">Delete<span class="unseen"> ${token.name}, id ${token.id}</span></a></td>
</tr>`
}

function noAccessCard(): Html {
  return html`<section class="card"><h2>No API access</h2>
<p>API access is by invitation, and this account has none. On the platform: contact@beatpass.ca.</p></section>`
}
