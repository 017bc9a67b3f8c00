import type { Context } from 'hono'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { BeatconnectParts } from '../../routes/beatconnect/parts.ts'
import { readNewKey } from '../../service/new-key.ts'
import type { Faults } from '../../service/oauth/new-app.ts'
import { confirmPage } from '../confirm-page.ts'
import { signedInOnly } from '../protect.ts'
import { show } from '../show.ts'
import { takeFresh } from '../take-fresh.ts'
import type { WebEnv } from '../web-env.ts'
import { type KeysView, keysPage } from './key-pages.ts'

/** `/keys`: list, create, revoke. Every change ends in a redirect, so that a reload repeats nothing. */
export function addKeyPages(site: Hono<WebEnv>, parts: BeatconnectParts): void {
  const routes = new Hono<WebEnv>()
  const one = '/:id{[0-9]+}/revoke'
  routes.use(signedInOnly(parts))
  routes.get('/', c => show(c, keysPage({ ...viewOf(c, parts), fresh: takeFresh(c) })))
  routes.post('/', c => create(c, parts))
  routes.get(one, c => askToRevoke(c, parts))
  routes.post(one, c => {
    parts.keys.revoke(c.get('account'), Number(c.req.param('id')))
    return c.redirect('/keys', 303)
  })
  site.route('/keys', routes)
}

async function create(c: Context<WebEnv>, parts: BeatconnectParts) {
  const typed = c.get('form')
  const view = viewOf(c, parts)
  const refuse = (faults: Faults) => show(c, keysPage({ ...view, refused: { typed, faults } }), 422)
  const read = readNewKey(typed, view.keys)
  if ('faults' in read) return refuse(read.faults)
  if (!view.account.apiAccess) return refuse({ name: ['This account has no API access.'] })
  const made = parts.keys.create(view.account, read)
  if (!made) return refuse({ name: [`This account cannot have more than ${view.account.tokenCap} keys.`] })
  c.get('session').fresh = { title: 'Your new key', name: read.name, secret: made.secret }
  return c.redirect('/keys', 303)
}

async function askToRevoke(c: Context<WebEnv>, { keys }: BeatconnectParts) {
  const account = c.get('account')
  const key = keys.list(account).find(({ id }) => id === Number(c.req.param('id')))
  if (!key || key.revokedAt) return c.redirect('/keys', 303)
  const page = confirmPage(account, c.get('session').csrf, {
    title: 'Revoke a key',
    question: 'Revoke this key?',
    what: html`<strong><bdi class="name">${key.name}</bdi></strong> <code>${key.masked}</code>`,
    consequence: 'Whatever uses it stops working at once. This cannot be undone; the key stays listed.',
    action: `/keys/${key.id}/revoke`,
    yes: 'Revoke key',
    back: '/keys',
    no: 'Keep it',
  })
  return show(c, page)
}

function viewOf(c: Context<WebEnv>, { keys }: BeatconnectParts): KeysView {
  const account = c.get('account')
  return { account, csrf: c.get('session').csrf, keys: keys.list(account) }
}
