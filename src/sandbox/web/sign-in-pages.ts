import { html } from 'hono/html'
import type { Html, Page } from './layout.ts'

function problemNote(problem: string | undefined): Html | '' {
  return problem === undefined ? '' : html`<p class="problem" id="problem" role="alert">${problem}</p>`
}

export interface SignInView {
  csrf: string
  /** What was typed before. */
  email?: string
  /** Why it did not do. */
  problem?: string
  /** What is to be continued to. */
  goingTo?: string | undefined
}

/** The sign-in form. */
export function signInPage({ csrf, email = '', problem, goingTo }: SignInView): Page {
  const described = problem === undefined ? '' : html` aria-describedby="problem"`
  const content = html`<section class="card narrow">
<h1>Sign in</h1>
${goingTo === undefined ? '' : html`<p>To continue to <strong><bdi>${goingTo}</bdi></strong>.</p>`}
${problemNote(problem)}
<form method="post" action="/sign-in">
<input type="hidden" name="csrf" value="${csrf}">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}"${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${described}>
<button type="submit">Sign in</button>
</form>
<p class="aside">E-mail and password are in the line that <code>beatpass sandbox</code> printed when it started.</p>
</section>`
  return { title: 'Sign in', content }
}

/** The second step, for an account with two-factor authentication. */
export function twoFactorPage(csrf: string, problem?: string): Page {
  const invalid = problem === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`
  const content = html`<section class="card narrow">
<h1>Two-factor authentication</h1>
<p>Enter the six digits that your authenticator app shows.</p>
${problemNote(problem)}
<form method="post" action="/two-factor">
<input type="hidden" name="csrf" value="${csrf}">
<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus${invalid}>
<button type="submit">Sign in</button>
</form>
</section>`
  return { title: 'Two-factor authentication', content }
}
