import type { HttpResponse } from '../../ports/transport.ts'
import { jsonIn } from '../answers/json-in.ts'

const day = 86_400_000

/**
 * How long the platform says to wait, in milliseconds, at most a day; `undefined` where it says nothing usable. Trusted in
 * this order: `Retry-After` (seconds or a date), `X-RateLimit-Reset` (unix seconds), `retry_after` in the body (seconds).
 * Dates are compared with the platform's own clock where it sent it.
 */
export function askedWait(response: HttpResponse, now: Date): number | undefined {
  const from = (httpDate(response.headers.date) ?? now).getTime()
  const retryAfter = response.headers['retry-after']
  const date = httpDate(retryAfter)
  const reset = seconds(response.headers['x-ratelimit-reset'])
  // The platform counts requests down on every answer: only a 429 means that the count matters.
  const limits = [reset && reset > from ? reset - from : undefined, seconds(bodyField(response.body))]
  const waits = [
    seconds(retryAfter),
    date && date.getTime() - from,
    ...(response.status === 429 ? limits : []),
  ]
  const wait = waits.find(value => value !== undefined)
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), day)
}

/** An HTTP date (`Sun, 01 Mar 2026 12:00:00 GMT`), or `undefined` for anything else. */
export function httpDate(text: string | undefined): Date | undefined {
  if (!text || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text))
    return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function seconds(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,15}$/.test(text.trim()) ? Number(text) * 1000 : undefined
}

function bodyField(body: string): unknown {
  const value = jsonIn(body)
  return typeof value === 'object' && value !== null && 'retry_after' in value ? value.retry_after : undefined
}
