import { AnswerNotUnderstood, PlatformUnavailable, RateLimited } from '../../domain/errors.ts'
import type { ExchangeFailed, HttpRequest, HttpResponse } from '../../ports/transport.ts'
import { RetryBudget, sendWithRetries, type WhichTwice } from '../transports/retries.ts'
import { askedWait } from '../transports/retry-after.ts'
import type { AuthorizationWorld } from './authorization-world.ts'

const maxBytes = 262_144

/** As much of what oauth4webapi hands to its `customFetch` as is used. */
interface Init {
  method: string
  headers: Record<string, string>
  body?: URLSearchParams | null | undefined
}

/** A `fetch` for oauth4webapi that goes through our own transport: its rules for TLS, time, redirects and traces hold. */
export type Fetch = (url: string, init: Init) => Promise<Response>

/**
 * Sends with the retries that `which` allows. Gives every answer below 500 but 429; throws `RateLimited`,
 * `PlatformUnavailable`, and `AnswerNotUnderstood` for a redirect or what is no HTTP.
 */
export function fetchBy(which: WhichTwice, world: AuthorizationWorld): Fetch {
  return async (url, { method, headers, body }) => {
    const request: HttpRequest = {
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers: { ...headers, 'user-agent': 'beatpass' },
      ...(body ? { body: body.toString() } : {}),
      maxBytes,
    }
    const { clock, random } = world
    const caller = { transport: world.openTransport(url), clock, random, budget: new RetryBudget() }
    const outcome = await sendWithRetries(which, request, caller)
    if ('failure' in outcome) throw failed(outcome.failure)
    return answerOf(outcome.response, clock.now())
  }
}

function answerOf({ status, headers, body }: HttpResponse, now: Date): Response {
  if (status === 429) throw rateLimited({ status, headers, body }, now)
  if (status >= 500) throw new PlatformUnavailable(`the authorization server answered ${status}`)
  if (status >= 300 && status < 400) {
    throw new AnswerNotUnderstood(`the authorization server sends us elsewhere (${status}), which is refused`)
  }
  return new Response(status === 204 || body === '' ? null : body, { status, headers })
}

function failed(failure: ExchangeFailed): PlatformUnavailable {
  const garbled = failure.reason === 'malformed' || failure.reason === 'too-large'
  if (garbled && failure.reach === 'maybe-sent') return new AnswerNotUnderstood(failure.message)
  return new PlatformUnavailable(failure.message, {
    hint: failure.reach === 'not-sent' ? 'nothing was sent: see the network and --api-url' : 'run it again',
  })
}

function rateLimited(response: HttpResponse, now: Date): RateLimited {
  const seconds = Math.ceil((askedWait(response, now) ?? 60_000) / 1000)
  return new RateLimited(`too many requests: the authorization server takes no more for ${seconds} s`, {
    hint: 'run the same command again after that',
  })
}
