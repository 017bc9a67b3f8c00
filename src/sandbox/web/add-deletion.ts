import type { Hono } from 'hono'
import type { Services } from '../service/services.ts'
import { deleteTokenPage } from './delete-token-page.ts'
import { show } from './show.ts'
import { ownToken } from './shown-tokens.ts'
import type { WebEnv } from './web-env.ts'

/**
 * Adds the page that asks before a token is deleted, and the deletion, to the routes of a list of tokens. `path`: where
 * tokens are, below the list or the list itself.
 */
export function addDeletion(routes: Hono<WebEnv>, services: Services, path: string, list = path): void {
  const one = `${path.slice(list.length)}/:id{[0-9]+}/delete`
  routes.get(one, async c => {
    const token = ownToken(services, c.get('account'), Number(c.req.param('id')))
    return token ? show(c, deleteTokenPage(c, { path, list }, token)) : c.redirect(list, 303)
  })
  routes.post(one, c => {
    if (c.get('account').apiAccess) services.tokens.revoke(c.get('account'), Number(c.req.param('id')))
    return c.redirect(list, 303)
  })
}
