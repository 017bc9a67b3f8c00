import type { Context } from 'hono'
import { Hono } from 'hono'
import { addSpan, parseSpan } from '../../domain/expiry.ts'
import type { Strictness } from '../routes/beatpass/generation.ts'
import type { Services } from '../service/services.ts'
import { addDeletion } from './add-deletion.ts'
import { type DevelopersView, developersPage } from './developers-page.ts'
import { signedInOnly } from './protect.ts'
import { show } from './show.ts'
import { shownTokens } from './shown-tokens.ts'
import { takeFresh } from './take-fresh.ts'
import type { WebEnv } from './web-env.ts'

export const developersPath = '/account-settings/developers'

/**
 * Account Settings → Developers: list, create, delete. Every change ends in a redirect, so that a reload repeats nothing.
 * On the stricter fork a token of the page lives as long as one may (ours).
 */
export function addDevelopersPages(site: Hono<WebEnv>, services: Services, strict?: Strictness): void {
  const routes = new Hono<WebEnv>()
  routes.use(signedInOnly(services))
  routes.get('/', c => show(c, developersPage({ ...viewOf(c, services), fresh: takeFresh(c) })))
  routes.post('/tokens', c => create(c, services, strict))
  addDeletion(routes, services, `${developersPath}/tokens`, developersPath)
  site.route(developersPath, routes)
}

async function create(c: Context<WebEnv>, services: Services, strict: Strictness | undefined) {
  const account = c.get('account')
  const { name = '' } = c.get('form')
  const refuse = (problem: string) =>
    show(c, developersPage({ ...viewOf(c, services), refused: { name, problem } }), 422)
  if (!account.apiAccess) return c.redirect(developersPath, 303)
  const length = [...name.trim()].length
  if (length < 3 || length > 100) return refuse('A name has 3 to 100 characters.')
  const tokenCap = account.tokenCap ?? strict?.mostTokens ?? null
  const expiresAt = strict ? addSpan(services.clock(), parseSpan(`${strict.longestDays}d`)) : null
  const minted = services.tokens.create({ ...account, tokenCap }, name.trim(), { expiresAt })
  if (!minted) return refuse(`This account cannot have more than ${tokenCap} tokens.`)
  c.get('session').fresh = { title: 'Your new token', name: name.trim(), secret: minted.secret }
  return c.redirect(developersPath, 303)
}

function viewOf(c: Context<WebEnv>, services: Services): DevelopersView {
  const account = c.get('account')
  const { csrf } = c.get('session')
  return { account, csrf, tokens: shownTokens(services, account), contact: c.get('site').contact }
}
