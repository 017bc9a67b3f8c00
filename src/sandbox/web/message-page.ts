import { html } from 'hono/html'
import { type Html, layout } from './layout.ts'

/** A page that only says something, with a way on. */
export function messagePage(title: string, text: string): Html {
  const content = html`<section class="card narrow">
<h1>${title}</h1>
<p>${text}</p>
<p><a class="button quiet" href="/">Go on</a></p>
</section>`
  return layout({ title, content })
}
