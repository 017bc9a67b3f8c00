import { html } from 'hono/html'
import type { Account } from '../store/accounts.ts'
import type { TokenRow } from '../store/tokens.ts'
import { accountBar } from './account-bar.ts'
import { type Html, layout } from './layout.ts'

/** Asks before a token is deleted. */
export function deletePage(account: Account, csrf: string, token: TokenRow): Html {
  const content = html`<section class="card narrow">
<h1>Delete this token?</h1>
<p><strong><bdi class="name">${token.name}</bdi></strong> <span class="faint">id ${token.id}</span></p>
<p>Whatever uses it stops working at once. This cannot be undone.</p>
<form class="row" method="post" action="/account-settings/developers/tokens/${token.id}/delete">
<input type="hidden" name="csrf" value="${csrf}">
<button class="danger" type="submit">Delete token</button>
<a class="button quiet" href="/account-settings/developers">Keep it</a>
</form>
</section>`
  return layout({ title: 'Delete a token', content, account: accountBar(account, csrf) })
}
