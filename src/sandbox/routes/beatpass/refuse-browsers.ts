import { createMiddleware } from 'hono/factory'

/** `Origin` or `Referer` turns a request into a browser's, which needs a cookie and its CSRF token: writes are 419. */
export const refuseBrowsers = createMiddleware(async (c, next) => {
  const browser = c.req.header('origin') !== undefined || c.req.header('referer') !== undefined
  if (browser && !['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) {
    return c.json({ message: 'CSRF token mismatch.' }, 419 as 400)
  }
  return next()
})
