import {
  AnswerNotUnderstood,
  type BeatpassError,
  PlatformUnavailable,
  RateLimited,
} from '../../domain/errors.ts'
import type { ExchangeFailed, HttpRequest, HttpResponse } from '../../ports/transport.ts'
import { type Caller, type Outcome, retry, type WhichTwice } from '../transports/retries.ts'
import { askedWait } from '../transports/retry-after.ts'
import { type Call, outcomeUnknown } from './call.ts'

/** What may be sent a second time (rotation.md): a sign-in never, for its answer is a secret shown once. */
const mayRetry: Record<Call['kind'], WhichTwice> = {
  read: 'any',
  revoke: 'not-sent',
  create: 'not-sent',
  'sign-in': 'none',
}

/** Somebody in between did not wait for the platform, which is at work still. */
const gatewayTimeout = 504
/** Somebody did not wait for the end of the request: whether the platform has it is not said. */
const requestTimeout = 408

/**
 * Sends with the retries that rotation.md allows to this kind of call. Gives any answer below 500 but 429; a read's last
 * 5xx too. Throws `RateLimited` (the message says until when), `OutcomeUnknown` when a write may have arrived and its
 * answer is lost, `PlatformUnavailable` when nothing was sent or a read stays without answer, `AnswerNotUnderstood` when
 * a read's answer is no HTTP or too large.
 */
export function exchange(call: Call, request: HttpRequest, caller: Caller): Promise<HttpResponse> {
  return exchangeBy(call, () => caller.transport.send(request), caller)
}

/** The same where each try is `send`. */
export async function exchangeBy<Response extends HttpResponse>(
  call: Call,
  send: () => Promise<Response>,
  caller: Omit<Caller, 'transport'>,
): Promise<Response> {
  const outcome = await retry(mayRetry[call.kind], send, caller)
  return settle(call, outcome, caller.clock.now())
}

/** What it means that a read failed, whatever had come of its answer. */
export function readFailed(failure: ExchangeFailed): BeatpassError {
  return failed({ kind: 'read' }, failure)
}

function settle<Response extends HttpResponse>(call: Call, outcome: Outcome<Response>, now: Date): Response {
  if ('failure' in outcome) throw failed(call, outcome.failure)
  const { response } = outcome
  if (response.status === 429) throw rateLimited(response, now)
  const isUnclear = response.status >= 500 || response.status === requestTimeout
  if (isUnclear && call.kind !== 'read') {
    const mayComeLate = response.status === gatewayTimeout
    throw outcomeUnknown(call, `the platform answered ${response.status}`, { mayComeLate })
  }
  return response
}

function failed(call: Call, failure: ExchangeFailed): BeatpassError {
  if (failure.reach === 'maybe-sent') {
    if (call.kind !== 'read') {
      const mayComeLate = failure.reason === 'timeout'
      return outcomeUnknown(call, failure.message, { cause: failure, mayComeLate })
    }
    if (failure.reason === 'too-large' || failure.reason === 'malformed') {
      return new AnswerNotUnderstood(failure.message, { cause: failure })
    }
  }
  return new PlatformUnavailable(failure.message, { cause: failure, ...hintFor(failure) })
}

function hintFor(failure: ExchangeFailed): { hint?: string } {
  if (failure.reason === 'tls') {
    return { hint: 'for an authority of your own set NODE_EXTRA_CA_CERTS to its certificate' }
  }
  if (failure.reason === 'proxy') return { hint: 'see HTTPS_PROXY and NO_PROXY' }
  return failure.reach === 'not-sent' ? { hint: 'nothing was sent: see the network and --api-url' } : {}
}

/** Where the platform does not say, its limits are by the minute. */
function rateLimited(response: HttpResponse, now: Date): RateLimited {
  const wait = askedWait(response, now) ?? 60_000
  const until = new Date(Math.ceil((now.getTime() + wait) / 1000) * 1000).toISOString().replace('.000', '')
  return new RateLimited(`too many requests: the platform takes no more before ${until}`, {
    hint: 'run the same command again after that',
  })
}
