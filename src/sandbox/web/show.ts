import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { layout, type Page } from './layout.ts'
import type { WebEnv } from './web-env.ts'

/** Answers with a page in the site's frame. */
export async function show(c: Context<WebEnv>, page: Page, status: ContentfulStatusCode = 200) {
  return c.html(await layout(page, c.get('site'), c.req.path), status)
}
