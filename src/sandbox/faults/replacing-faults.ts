import type { Misbehaviour } from './misbehaviour.ts'

const messages: Record<number, string> = {
  401: 'Unauthenticated.',
  403: 'This action is unauthorized.',
  419: 'CSRF token mismatch.',
  423: 'Password confirmation required.',
  429: 'Too Many Attempts.',
  503: 'Service Unavailable',
}

/** This answer instead of the work. */
export function instead(makeResponse: () => Response): Misbehaviour {
  return async ({ clock }) => ({ response: makeResponse(), delivery: 'whole', date: clock() })
}

/** The work is done and committed, and then answered with this. */
export function afterwards(makeResponse: () => Response): Misbehaviour {
  return async ({ request }, work) => ({ ...(await work(request)), response: makeResponse() })
}

/** A JSON error as the platform words it; `message` overrides the words. */
export function errorAnswer(status: number, message = messages[status] ?? 'Server Error'): Response {
  if ([204, 205, 304].includes(status)) return new Response(null, { status })
  return Response.json({ message }, { status })
}

/** 429, saying how many seconds to wait or, with `undefined`, not saying it. */
export function tooManyAttempts(seconds: string | undefined): Response {
  const headers: Record<string, string> = { 'X-RateLimit-Limit': '300', 'X-RateLimit-Remaining': '0' }
  if (seconds !== undefined) headers['Retry-After'] = seconds
  return Response.json({ message: 'Too Many Attempts.' }, { status: 429, headers })
}

/** A page for people where JSON was asked for, with status 200: a captive portal, a proxy's maintenance page. */
export function htmlPage(): Response {
  const headers = { 'Content-Type': 'text/html; charset=UTF-8' }
  return new Response('<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>', { headers })
}

/** 302 to a page: how some denials look. */
export function redirectTo(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } })
}
