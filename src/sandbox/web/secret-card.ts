import { html } from 'hono/html'
import type { Secret } from '../../domain/secret.ts'
import type { Html } from './layout.ts'

/** A secret that was just made, until its page was shown. */
export interface FreshSecret {
  /** "Your new token" */
  title: string
  /** Whose it is: the name as typed. */
  name: string
  secret: Secret
}

/** Shows a new secret, this once, with a way to copy it. */
export function secretCard({ title, name, secret }: FreshSecret): Html {
  return html`<section class="card fresh" aria-labelledby="minted">
<h2 id="minted">${title}</h2>
<p>Copy it now: it is shown this once and cannot be shown again.</p>
<label for="secret">Secret of “<bdi>${name}</bdi>”</label>
<div class="copy">
<input id="secret" readonly autofocus autocomplete="off" spellcheck="false" value="${secret.reveal()}">
<button type="button" data-copy="secret" hidden>Copy</button>
</div>
<p class="faint" role="status" data-copied></p>
</section>`
}
