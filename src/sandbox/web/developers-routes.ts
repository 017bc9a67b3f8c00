import type { Context } from 'hono'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Services } from '../service/services.ts'
import type { Account } from '../store/accounts.ts'
import type { TokenRow } from '../store/tokens.ts'
import { confirmPage } from './confirm-page.ts'
import { type DevelopersView, developersPage } from './developers-page.ts'
import type { Page } from './layout.ts'
import { signedInOnly } from './protect.ts'
import { show } from './show.ts'
import { ownToken, shownTokens } from './shown-tokens.ts'
import { takeFresh } from './take-fresh.ts'
import type { WebEnv } from './web-env.ts'

export const developersPath = '/account-settings/developers'

/** Account Settings → Developers: list, create, delete. Every change ends in a redirect, so that a reload repeats nothing. */
export function addDevelopersPages(site: Hono<WebEnv>, services: Services): void {
  const routes = new Hono<WebEnv>()
  const one = '/tokens/:id{[0-9]+}/delete'
  routes.use(signedInOnly(services))
  routes.get('/', c => show(c, developersPage({ ...viewOf(c, services), fresh: takeFresh(c) })))
  routes.post('/tokens', c => create(c, services))
  routes.get(one, async c => {
    const account = c.get('account')
    const token = ownToken(services, account, Number(c.req.param('id')))
    return token
      ? show(c, deletePage(account, c.get('session').csrf, token))
      : c.redirect(developersPath, 303)
  })
  routes.post(one, c => {
    if (c.get('account').apiAccess) services.tokens.revoke(c.get('account'), Number(c.req.param('id')))
    return c.redirect(developersPath, 303)
  })
  site.route(developersPath, routes)
}

async function create(c: Context<WebEnv>, services: Services) {
  const account = c.get('account')
  const { name = '' } = c.get('form')
  const refuse = (problem: string) =>
    show(c, developersPage({ ...viewOf(c, services), refused: { name, problem } }), 422)
  if (!account.apiAccess) return c.redirect(developersPath, 303)
  const length = [...name.trim()].length
  if (length < 3 || length > 100) return refuse('A name has 3 to 100 characters.')
  const minted = services.tokens.create(account, name.trim())
  if (!minted) return refuse(`This account cannot have more than ${account.tokenCap} tokens.`)
  c.get('session').fresh = { title: 'Your new token', name: name.trim(), secret: minted.secret }
  return c.redirect(developersPath, 303)
}

function deletePage(account: Account, csrf: string, { id, name }: TokenRow): Page {
  return confirmPage(account, csrf, {
    title: 'Delete a token',
    question: 'Delete this token?',
    what: html`<strong><bdi class="name">${name}</bdi></strong> <span class="faint">id ${id}</span>`,
    consequence: 'Whatever uses it stops working at once. This cannot be undone.',
    action: `${developersPath}/tokens/${id}/delete`,
    yes: 'Delete token',
    back: developersPath,
    no: 'Keep it',
  })
}

function viewOf(c: Context<WebEnv>, services: Services): DevelopersView {
  const account = c.get('account')
  const { csrf } = c.get('session')
  const contact = `contact@${c.get('site').host}`
  return { account, csrf, tokens: shownTokens(services, account), contact }
}
