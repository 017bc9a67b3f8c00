import { html } from 'hono/html'
import type { Account } from '../store/accounts.ts'
import type { Html } from './layout.ts'

/** Who is signed in, and the way out. */
export function accountBar(account: Account, csrf: string): Html {
  return html`<form class="account" method="post" action="/sign-out">
<input type="hidden" name="csrf" value="${csrf}">
<span>${account.email}</span>
<button class="quiet" type="submit">Sign out</button>
</form>`
}
