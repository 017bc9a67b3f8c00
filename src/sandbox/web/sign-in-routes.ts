import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Services } from '../service/services.ts'
import type { SignInOutcome } from '../service/sign-in.ts'
import { codeMatches } from '../service/two-factor.ts'
import { keepSession } from './protect.ts'
import type { Session, Sessions } from './sessions.ts'
import { show } from './show.ts'
import { signInPage, twoFactorPage } from './sign-in-pages.ts'
import type { WebEnv } from './web-env.ts'

const problems: Record<Exclude<SignInOutcome['kind'], 'signed-in' | 'two-factor'>, string> = {
  rejected: 'These credentials do not match our records.',
  banned: 'This account is banned.',
  unverified: 'Your email address is not verified.',
  'wrong-code': 'The code is not right.',
}

/** The ways in and out: password, second factor, sign-out. Attempts count with those of the API. */
export function signInRoutes(services: Services, sessions: Sessions): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  routes.get('/', async c =>
    c.get('session').accountId === undefined
      ? show(c, signInPage(viewOf(c)))
      : c.redirect(c.get('site').home, 303),
  )
  routes.post('/sign-in', c => passwordStep(c, services, sessions))
  routes.get('/two-factor', async c =>
    c.get('session').pendingAccountId === undefined
      ? c.redirect('/', 303)
      : show(c, twoFactorPage(c.get('session').csrf)),
  )
  routes.post('/two-factor', c => codeStep(c, services, sessions))
  routes.post('/sign-out', c => {
    sessions.forget(c.get('session'))
    return c.redirect('/', 303)
  })
  return routes
}

async function passwordStep(c: Context<WebEnv>, services: Services, sessions: Sessions) {
  const { email = '', password = '' } = c.get('form')
  const refuse = (problem: string, status: 422 | 429) =>
    show(c, signInPage({ ...viewOf(c), email, problem }), status)
  const wait = secondsToWait(c, services, email)
  if (wait) return refuse(tooMany(wait), 429)
  const outcome = await services.signIn({ email, password, code: undefined })
  if (outcome.kind === 'signed-in') return enter(c, sessions, outcome.account.id)
  if (outcome.kind !== 'two-factor') return refuse(problems[outcome.kind], 422)
  const session = renewed(c, sessions)
  session.pendingAccountId = outcome.account.id
  return c.redirect('/two-factor', 303)
}

async function codeStep(c: Context<WebEnv>, services: Services, sessions: Sessions) {
  const { pendingAccountId, csrf } = c.get('session')
  const account = pendingAccountId === undefined ? undefined : services.accounts.byId(pendingAccountId)
  if (!account?.totpSecret) return c.redirect('/', 303)
  const wait = secondsToWait(c, services, account.email)
  if (wait) return show(c, twoFactorPage(csrf, tooMany(wait)), 429)
  const { code = '' } = c.get('form')
  if (!codeMatches(account.totpSecret, code, services.clock)) {
    return show(c, twoFactorPage(csrf, problems['wrong-code']), 422)
  }
  return enter(c, sessions, account.id)
}

/** Under a fresh session, so that nobody who knew the old one's id comes in too. */
function enter(c: Context<WebEnv>, sessions: Sessions, accountId: number): Response {
  const session = renewed(c, sessions)
  session.accountId = accountId
  const { goingTo } = session
  delete session.goingTo
  return c.redirect(goingTo?.path ?? c.get('site').home, 303)
}

function renewed(c: Context<WebEnv>, sessions: Sessions): Session {
  const { goingTo } = c.get('session')
  const session = keepSession(c, sessions.renew(c.get('session')))
  if (goingTo) session.goingTo = goingTo
  return session
}

function viewOf(c: Context<WebEnv>) {
  const { csrf, goingTo } = c.get('session')
  return { csrf, goingTo: goingTo?.name }
}

const tooMany = (seconds: number) => `Too many attempts: try again in ${seconds} seconds.`

function secondsToWait(c: Context<WebEnv>, { limits, clock }: Services, email: string): number {
  const allowance = limits.signIn(`${email.trim().toLowerCase()}|${c.env.ip}`)
  return allowance.allowed ? 0 : Math.ceil((allowance.resetsAt.getTime() - clock().getTime()) / 1000)
}
