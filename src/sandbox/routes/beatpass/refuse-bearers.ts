import { createMiddleware } from 'hono/factory'

const messages = {
  403: 'This action requires an authenticated browser session.',
  423: 'Password confirmation required.',
}

/** Refuses every write that comes with a bearer, as the stricter fork may. */
export function refuseBearers(status: 403 | 423) {
  return createMiddleware(async (c, next) => {
    const reads = ['GET', 'HEAD'].includes(c.req.method)
    return reads ? next() : c.json({ message: messages[status] }, status)
  })
}
