import { html } from 'hono/html'
import type { Account } from '../store/accounts.ts'
import { accountBar } from './account-bar.ts'
import type { Html, Page } from './layout.ts'

export interface Question {
  /** The page's title: "Delete a token". */
  title: string
  /** "Delete this token?" */
  question: string
  /** What it is about. */
  what: Html
  consequence: string
  /** Where the answer goes. */
  action: string
  yes: string
  /** Where the other answer leads. */
  back: string
  no: string
}

/** Asks before something cannot be undone. */
export function confirmPage(account: Account, csrf: string, asked: Question): Page {
  const content = html`<section class="card narrow">
<h1>${asked.question}</h1>
<p>${asked.what}</p>
<p>${asked.consequence}</p>
<form class="row" method="post" action="${asked.action}">
<input type="hidden" name="csrf" value="${csrf}">
<button class="danger" type="submit">${asked.yes}</button>
<a class="button quiet" href="${asked.back}">${asked.no}</a>
</form>
</section>`
  return { title: asked.title, content, account: accountBar(account, csrf) }
}
