import type { Context } from 'hono'

/** An error of an OAuth endpoint, as RFC 6749 5.2 has it; the description is plain ASCII. */
export function oauthError(
  c: Context,
  error: string,
  description: string,
  status: 400 | 401 | 429 = 400,
): Response {
  return c.json({ error, error_description: description }, status)
}
