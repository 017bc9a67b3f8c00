import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { Services } from '../service/services.ts'
import { messagePage } from './message-page.ts'
import { csrfMatches, type Session, type Sessions } from './sessions.ts'
import { show } from './show.ts'
import { signedInAs } from './signed-in-as.ts'
import type { WebEnv } from './web-env.ts'

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not no-referrer: that would make the Origin of our own forms "null".
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** `formTarget`: where a form may lead besides here, for Chromium holds a redirect after it to the same rule. */
function policy(formTarget: string | undefined): string {
  const own = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"
  const target = formTarget === undefined ? '' : ` ${formTarget}`
  return `${own}; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`
}

/** The strict headers that every page has. */
export const secureHeaders: MiddlewareHandler<WebEnv> = createMiddleware(async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  c.header('Content-Security-Policy', policy(c.get('formTarget')))
})

/** Finds or begins the browser's session, and refuses a form that no page of that session made (403). */
export function withSession(sessions: Sessions): MiddlewareHandler<WebEnv> {
  return createMiddleware<WebEnv>(async (c, next) => {
    const session = sessions.find(getCookie(c, cookieName(c)))
    if (c.req.method === 'POST') {
      const form = await formOf(c)
      const origin = c.req.header('origin')
      const foreign = origin !== undefined && origin !== new URL(c.req.url).origin
      if (!session || foreign || !csrfMatches(session, form.csrf)) return outdated(c)
      c.set('form', form)
    }
    c.set('session', session ?? keepSession(c, sessions.renew()))
    return next()
  })
}

/** Lets only signed-in people on; others are sent to the sign-in page. */
export function signedInOnly(services: Services): MiddlewareHandler<WebEnv> {
  return createMiddleware<WebEnv>(async (c, next) => {
    const account = signedInAs(c, services)
    if (!account) return c.redirect('/', 303)
    c.set('account', account)
    return next()
  })
}

/** Gives the browser the session's cookie. */
export function keepSession(c: Context<WebEnv>, session: Session): Session {
  setCookie(c, cookieName(c), session.id, {
    httpOnly: true,
    sameSite: c.get('site').cookie,
    path: '/',
  })
  return session
}

/** Cookies do not tell ports apart, and several sandboxes may run. */
function cookieName(c: Context<WebEnv>): string {
  return `beatpass_sandbox_${new URL(c.req.url).port}`
}

async function formOf(c: Context<WebEnv>): Promise<Record<string, string>> {
  const fields = Object.entries(await c.req.parseBody().catch(() => ({})))
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function outdated(c: Context<WebEnv>) {
  const text = 'The form was not made by this page, or its session is over. Nothing was changed.'
  return show(c, messagePage('This form is out of date', text), 403)
}
