import type { Context } from 'hono'
import { Hono } from 'hono'
import type { Services } from '../../service/services.ts'
import { addDeletion } from '../add-deletion.ts'
import { signedInOnly } from '../protect.ts'
import { show } from '../show.ts'
import { shownTokens } from '../shown-tokens.ts'
import { takeFresh } from '../take-fresh.ts'
import type { WebEnv } from '../web-env.ts'
import { endOfChoice } from './expiry-choices.ts'
import { type MeetzyTokensView, meetzyTokensPage } from './token-page.ts'

export const apiTokensPath = '/api-tokens'

/**
 * `/api-tokens`: generate, list, delete. The choices and what the list shows are documented; the path, the form and the
 * deletion are ours.
 */
export function addMeetzyPages(site: Hono<WebEnv>, services: Services): void {
  const routes = new Hono<WebEnv>()
  routes.use(signedInOnly(services))
  routes.get('/', c => show(c, meetzyTokensPage({ ...viewOf(c, services), fresh: takeFresh(c) })))
  routes.post('/', c => create(c, services))
  addDeletion(routes, services, apiTokensPath)
  site.route(apiTokensPath, routes)
}

async function create(c: Context<WebEnv>, services: Services) {
  const account = c.get('account')
  const { expiration = '', ...form } = c.get('form')
  const name = (form.name ?? '').trim()
  const refuse = (problem: string) =>
    show(c, meetzyTokensPage({ ...viewOf(c, services), refused: { name, problem } }), 422)
  const length = [...name].length
  const expiresAt = endOfChoice(expiration, services.clock())
  if (length < 1 || length > 100) return refuse('A name has 1 to 100 characters.')
  if (!expiresAt) return refuse('Choose an expiration.')
  if (!account.apiAccess) return refuse('This account has no API access.')
  const minted = services.tokens.create(account, name, { expiresAt })
  if (!minted) return refuse(`This account cannot have more than ${account.tokenCap} tokens.`)
  c.get('session').fresh = { title: 'Your new token', name, secret: minted.secret }
  return c.redirect(apiTokensPath, 303)
}

function viewOf(c: Context<WebEnv>, services: Services): MeetzyTokensView {
  const account = c.get('account')
  return { account, csrf: c.get('session').csrf, tokens: shownTokens(services, account) }
}
