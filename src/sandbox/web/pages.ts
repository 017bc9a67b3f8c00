import { Hono } from 'hono'
import type { Dialect, Played } from '../dialects/dialect.ts'
import type { Services } from '../service/services.ts'
import { copyScript } from './copy-script.ts'
import { icon } from './icon.ts'
import { messagePage } from './message-page.ts'
import { secureHeaders, withSession } from './protect.ts'
import { webSessions } from './sessions.ts'
import { show } from './show.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { style } from './style.ts'
import type { WebEnv } from './web-env.ts'

/** The pages for people: sign-in, two-factor, and the platform's own. They work without JavaScript. */
export function pages(services: Services, { site: named }: Dialect, { addPages }: Played): Hono<WebEnv> {
  const sessions = webSessions()
  const site = new Hono<WebEnv>()
  site.use(secureHeaders)
  site.get('/style.css', c => c.body(style, 200, { 'Content-Type': 'text/css; charset=UTF-8' }))
  site.get('/copy.js', c => c.body(copyScript, 200, { 'Content-Type': 'text/javascript; charset=UTF-8' }))
  site.get('/icon.svg', c => c.body(icon, 200, { 'Content-Type': 'image/svg+xml' }))
  site.use((c, next) => {
    c.set('site', named)
    return next()
  })
  site.use(withSession(sessions))
  site.route('/', signInRoutes(services, sessions))
  addPages(site, sessions)
  site.notFound(c => show(c, messagePage('Not found', 'There is no such page.'), 404))
  return site
}
