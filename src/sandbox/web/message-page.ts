import { html } from 'hono/html'
import type { Page } from './layout.ts'

/** A page that only says something, with a way on unless it is the end. */
export function messagePage(title: string, text: string, { end = false } = {}): Page {
  const content = html`<section class="card narrow">
<h1>${title}</h1>
<p>${text}</p>
${end ? '' : html`<p><a class="button quiet" href="/">Go on</a></p>`}
</section>`
  return { title, content }
}
