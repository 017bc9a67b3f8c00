import { html } from 'hono/html'
import type { Account } from '../../store/accounts.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { accountBar } from '../account-bar.ts'
import type { Page } from '../layout.ts'
import { decisionForm, wishes } from './consent-page.ts'

interface CodeView {
  typed: string
  problem?: string
}

/** Where the code that a device shows is typed, or looked at where the address brought it. */
export function deviceCodePage(account: Account, csrf: string, { typed, problem }: CodeView): Page {
  const invalid = problem === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`
  const content = html`<section class="card narrow">
<h1>Connect a device</h1>
<p>Enter the code that the device or program shows.</p>
${problem === undefined ? '' : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
<form method="post" action="/oauth/device">
<input type="hidden" name="csrf" value="${csrf}">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" class="code" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX" maxlength="20" required autofocus value="${typed}"${invalid}>
<button type="submit">Go on</button>
</form>
</section>`
  return { title: 'Connect a device', content, account: accountBar(account, csrf) }
}

interface ConsentView {
  app: OAuthApp
  userCode: string
  scopes: string[]
}

/** Asks, with the warning of RFC 8628 5.4: whoever sent the code gets what is allowed here. */
export function deviceConsentPage(account: Account, csrf: string, view: ConsentView): Page {
  const { app, userCode, scopes } = view
  const content = html`<section class="card narrow">
<h1>Allow <bdi>${app.name}</bdi> on that device?</h1>
<p class="problem"><strong>Only go on if you started this yourself</strong>, and your device shows this code now. If somebody sent you the code or the link, they would get into your account: deny.</p>
<p class="code" aria-label="Code">${userCode}</p>
${wishes(app, scopes)}
${decisionForm(csrf, { user_code: userCode }, '/oauth/device/decision')}
</section>`
  return { title: `Allow ${app.name}?`, content, account: accountBar(account, csrf) }
}
