import type { Context } from 'hono'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Secret } from '../../../domain/secret.ts'
import type { BeatconnectParts } from '../../routes/beatconnect/parts.ts'
import { type Faults, readNewApp } from '../../service/oauth/new-app.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { confirmPage } from '../confirm-page.ts'
import type { Page } from '../layout.ts'
import { signedInOnly } from '../protect.ts'
import { show } from '../show.ts'
import { takeFresh } from '../take-fresh.ts'
import type { WebEnv } from '../web-env.ts'
import { appPage } from './app-page.ts'
import { type AppsView, appsPage } from './app-pages.ts'

/** `/apps`: list, register, show, new secret, revoke. Every change ends in a redirect. */
export function addAppPages(site: Hono<WebEnv>, parts: BeatconnectParts): void {
  const routes = new Hono<WebEnv>()
  const own = ownApp(parts)
  const living = (work: Work) => own((c, app) => (app.revokedAt ? c.redirect('/apps', 303) : work(c, app)))
  routes.use(signedInOnly(parts))
  routes.get('/', c => show(c, appsPage(viewOf(c, parts))))
  routes.post('/', c => register(c, parts))
  routes.get(
    '/:id',
    own((c, app) => show(c, appPage({ ...whose(c), app, fresh: takeFresh(c) }))),
  )
  routes.post(
    '/:id/secret',
    living((c, app) => {
      if (app.type === 'web') remember(c, app, parts.apps.renewSecret(app))
      return c.redirect(`/apps/${app.id}`, 303)
    }),
  )
  routes.get(
    '/:id/revoke',
    living((c, app) => show(c, revokePage(c, app))),
  )
  routes.post(
    '/:id/revoke',
    living((c, app) => {
      parts.apps.revoke(app)
      return c.redirect('/apps', 303)
    }),
  )
  site.route('/apps', routes)
}

type Work = (c: Context<WebEnv>, app: OAuthApp) => Response | Promise<Response>

/** Does the work with the account's own app that the path names; without one, leads to the list. */
function ownApp({ apps }: BeatconnectParts) {
  return (work: Work) =>
    async (c: Context<WebEnv>): Promise<Response> => {
      const app = apps.own(c.get('account'), c.req.param('id') ?? '')
      return app ? work(c, app) : c.redirect('/apps', 303)
    }
}

async function register(c: Context<WebEnv>, parts: BeatconnectParts) {
  const typed = c.get('form')
  const scopes = Object.keys(typed).flatMap(name => /^scope (.+)$/.exec(name)?.[1] ?? [])
  const uris = (typed.redirect_uris ?? '').split(/\s+/).filter(uri => uri !== '')
  const read = readNewApp({ name: typed.name, type: typed.type, redirect_uris: uris, scopes })
  const refuse = (faults: Faults) =>
    show(c, appsPage({ ...viewOf(c, parts), refused: { typed, faults } }), 422)
  if ('faults' in read) return refuse(read.faults)
  if (!c.get('account').apiAccess) return refuse({ name: ['This account has no API access.'] })
  const { app, secret } = parts.apps.create(c.get('account'), read)
  if (secret) remember(c, app, secret)
  return c.redirect(`/apps/${app.id}`, 303)
}

function remember(c: Context<WebEnv>, { name }: OAuthApp, secret: Secret) {
  c.get('session').fresh = { title: 'The client secret', name, secret }
}

function revokePage(c: Context<WebEnv>, app: OAuthApp): Page {
  const { account, csrf } = whose(c)
  return confirmPage(account, csrf, {
    title: 'Revoke an application',
    question: 'Revoke this application?',
    what: html`<strong><bdi class="name">${app.name}</bdi></strong> <code>${app.id}</code>`,
    consequence: 'Everybody who allowed it is signed out of it at once. This cannot be undone.',
    action: `/apps/${app.id}/revoke`,
    yes: 'Revoke application',
    back: `/apps/${app.id}`,
    no: 'Keep it',
  })
}

function viewOf(c: Context<WebEnv>, { apps }: BeatconnectParts): AppsView {
  return { ...whose(c), apps: apps.list(c.get('account')) }
}

function whose(c: Context<WebEnv>) {
  return { account: c.get('account'), csrf: c.get('session').csrf }
}
