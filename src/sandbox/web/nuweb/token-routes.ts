import type { Context } from 'hono'
import { Hono } from 'hono'
import { pageTenant } from '../../routes/nuweb/tenancy.ts'
import type { Services } from '../../service/services.ts'
import { addDeletion } from '../add-deletion.ts'
import { signedInOnly } from '../protect.ts'
import { show } from '../show.ts'
import { shownTokens } from '../shown-tokens.ts'
import { takeFresh } from '../take-fresh.ts'
import type { WebEnv } from '../web-env.ts'
import { type NuwebTokensView, nuwebTokensPage } from './token-page.ts'

export const nuwebTokensPath = '/tokens'

/**
 * `/tokens`: create, list, filter, delete. What the list shows is documented; the path, the form and its words are ours.
 */
export function addNuwebPages(site: Hono<WebEnv>, services: Services): void {
  const routes = new Hono<WebEnv>()
  routes.use(signedInOnly(services))
  routes.get('/', c => show(c, nuwebTokensPage({ ...viewOf(c, services), fresh: takeFresh(c) })))
  routes.post('/', c => create(c, services))
  addDeletion(routes, services, nuwebTokensPath)
  site.route(nuwebTokensPath, routes)
}

async function create(c: Context<WebEnv>, services: Services) {
  const account = c.get('account')
  const name = (c.get('form').name ?? '').trim()
  const refuse = (problem: string) =>
    show(c, nuwebTokensPage({ ...viewOf(c, services), refused: { name, problem } }), 422)
  const length = [...name].length
  if (length < 1 || length > 255) return refuse('A name has 1 to 255 characters.')
  if (!account.apiAccess) return refuse('This account has no API access.')
  const minted = services.tokens.create(account, name, { tenant: pageTenant })
  if (!minted) return refuse(`This account cannot have more than ${account.tokenCap} tokens.`)
  c.get('session').fresh = { title: 'Your new token', name, secret: minted.secret }
  return c.redirect(nuwebTokensPath, 303)
}

function viewOf(c: Context<WebEnv>, services: Services): NuwebTokensView {
  const account = c.get('account')
  const filter = (c.req.query('filter') ?? '').trim()
  const wanted = filter.toLowerCase()
  const tokens = shownTokens(services, account).filter(({ name }) => name.toLowerCase().includes(wanted))
  const now = services.clock()
  return { account, csrf: c.get('session').csrf, tokens, filter, now, tenant: pageTenant }
}
