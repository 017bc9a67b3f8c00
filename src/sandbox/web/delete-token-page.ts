import type { Context } from 'hono'
import { html } from 'hono/html'
import type { TokenRow } from '../store/tokens.ts'
import { confirmPage } from './confirm-page.ts'
import type { Page } from './layout.ts'
import type { WebEnv } from './web-env.ts'

interface Places {
  /** Where tokens are: `PATH/ID/delete` is this page. */
  path: string
  /** Where it came from. */
  list: string
}

/** Asks before a token is deleted. */
export function deleteTokenPage(c: Context<WebEnv>, { path, list }: Places, { id, name }: TokenRow): Page {
  return confirmPage(c.get('account'), c.get('session').csrf, {
    title: 'Delete a token',
    question: 'Delete this token?',
    what: html`<strong><bdi class="name">${name}</bdi></strong> <span class="faint">id ${id}</span>`,
    consequence: 'Whatever uses it stops working at once. This cannot be undone.',
    action: `${path}/${id}/delete`,
    yes: 'Delete token',
    back: list,
    no: 'Keep it',
  })
}
