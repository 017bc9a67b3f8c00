import {
  AnswerNotUnderstood,
  type BeatpassError,
  PlatformUnavailable,
  RateLimited,
} from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import { ExchangeFailed, type HttpRequest, type HttpResponse, type Transport } from '../../ports/transport.ts'
import { type Call, outcomeUnknown } from './call.ts'
import { askedWait } from './retry-after.ts'

const triesPerCall = 4
const longestWait = 60_000

/** How many retries are left to a whole run, over all its calls. */
export class RetryBudget {
  #left: number

  constructor(retries = 10) {
    this.#left = retries
  }

  /** Takes one; false when none is left. */
  take(): boolean {
    if (this.#left <= 0) return false
    this.#left--
    return true
  }
}

export interface Caller {
  transport: Transport
  clock: Clock
  random: Random
  budget: RetryBudget
}

type Outcome = { response: HttpResponse } | { failure: ExchangeFailed }

/**
 * Sends with the retries that rotation.md allows to this kind of call. Gives any answer below 500 but 429; a read's last
 * 5xx too. Throws `RateLimited` (the message says until when), `OutcomeUnknown` when a write may have arrived and its
 * answer is lost, `PlatformUnavailable` when nothing was sent or a read stays without answer, `AnswerNotUnderstood` when
 * a read's answer is no HTTP or too large.
 */
export async function exchange(call: Call, request: HttpRequest, caller: Caller): Promise<HttpResponse> {
  for (let tries = 1; ; tries++) {
    const outcome = await attempt(request, caller.transport)
    const wait = waitBefore(tries, outcome, caller)
    const again =
      mayRetry(call, outcome) && wait <= longestWait && tries < triesPerCall && caller.budget.take()
    if (!again) return settle(call, outcome, caller.clock.now())
    await caller.clock.sleep(wait)
  }
}

async function attempt(request: HttpRequest, transport: Transport): Promise<Outcome> {
  try {
    return { response: await transport.send(request) }
  } catch (error) {
    if (error instanceof ExchangeFailed) return { failure: error }
    throw error
  }
}

/** Reasons that another try would only meet again; a proxy may even lock an account. */
const lasting = new Set(['tls', 'proxy', 'malformed', 'too-large'])

function mayRetry(call: Call, outcome: Outcome): boolean {
  if (call.kind === 'sign-in') return false
  if ('failure' in outcome) {
    const harmless = call.kind === 'read' || outcome.failure.reach === 'not-sent'
    return harmless && !lasting.has(outcome.failure.reason)
  }
  const { status } = outcome.response
  return status === 429 || (status >= 500 && call.kind === 'read')
}

/** Full jitter, and never less than what the platform asks for. */
function waitBefore(tries: number, outcome: Outcome, { clock, random }: Caller): number {
  const jitter = Math.round(random.fraction() * Math.min(8000, 500 * 2 ** (tries - 1)))
  if ('failure' in outcome || !(outcome.response.status === 429 || outcome.response.status >= 500))
    return jitter
  return Math.max(jitter, askedWait(outcome.response, clock.now()) ?? 0)
}

function settle(call: Call, outcome: Outcome, now: Date): HttpResponse {
  if ('failure' in outcome) throw failed(call, outcome.failure)
  const { response } = outcome
  if (response.status === 429) throw rateLimited(response, now)
  if (response.status >= 500 && call.kind !== 'read') {
    throw outcomeUnknown(call, `the platform answered ${response.status}`)
  }
  return response
}

function failed(call: Call, failure: ExchangeFailed): BeatpassError {
  if (failure.reach === 'maybe-sent') {
    if (call.kind !== 'read') return outcomeUnknown(call, failure.message, failure)
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
