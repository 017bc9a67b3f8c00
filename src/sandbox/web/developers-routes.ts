import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Services } from '../service/services.ts'
import { deletePage } from './delete-page.ts'
import { type DevelopersView, developersPage, type ShownToken } from './developers-page.ts'
import { signedInOnly } from './protect.ts'
import { developersPath } from './sign-in-routes.ts'
import type { WebEnv } from './web-env.ts'

/** Account Settings → Developers: list, create, delete. Every change ends in a redirect, so that a reload repeats nothing. */
export function developersRoutes(services: Services): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  const one = '/tokens/:id{[0-9]+}/delete'
  routes.use(signedInOnly(services))
  routes.get('/', c => {
    const session = c.get('session')
    const { minted } = session
    delete session.minted
    return c.html(developersPage({ ...viewOf(c, services), minted }))
  })
  routes.post('/tokens', c => create(c, services))
  routes.get(one, c => {
    const token = ownToken(c, services)
    return token
      ? c.html(deletePage(c.get('account'), c.get('session').csrf, token))
      : c.redirect(developersPath, 303)
  })
  routes.post(one, c => {
    if (c.get('account').apiAccess) services.tokens.revoke(c.get('account'), Number(c.req.param('id')))
    return c.redirect(developersPath, 303)
  })
  return routes
}

function create(c: Context<WebEnv>, services: Services) {
  const account = c.get('account')
  const { name = '' } = c.get('form')
  const refuse = (problem: string) =>
    c.html(developersPage({ ...viewOf(c, services), refused: { name, problem } }), 422)
  if (!account.apiAccess) return c.redirect(developersPath, 303)
  const length = [...name.trim()].length
  if (length < 3 || length > 100) return refuse('A name has 3 to 100 characters.')
  const minted = services.tokens.create(account, name.trim())
  if (!minted) return refuse(`This account cannot have more than ${account.tokenCap} tokens.`)
  c.get('session').minted = minted
  return c.redirect(developersPath, 303)
}

function ownToken(c: Context<WebEnv>, { tokens }: Services) {
  const id = Number(c.req.param('id'))
  return tokens.list(c.get('account')).find(token => token.id === id)
}

function viewOf(c: Context<WebEnv>, services: Services): DevelopersView {
  const account = c.get('account')
  return { account, csrf: c.get('session').csrf, tokens: shownTokens(services, account) }
}

function shownTokens({ tokens, clock }: Services, account: DevelopersView['account']): ShownToken[] {
  const listed = tokens.list(account).toSorted((a, b) => b.id - a.id)
  return listed.map(token => {
    const endsAt = tokens.endOf(token)
    return { ...token, endsAt, expired: endsAt !== null && endsAt <= clock() }
  })
}
