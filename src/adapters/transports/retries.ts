import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import {
  ExchangeFailed,
  type HttpRequest,
  type HttpResponse,
  type Sender,
  type Transport,
} from '../../ports/transport.ts'
import { askedWait } from './retry-after.ts'

const triesPerCall = 4
const longestWait = 60_000

/** How many retries are left to a whole run, over all its calls: ten, and one more for every ten calls that needed none. */
export class RetryBudget {
  /** In tenths. */
  #left: number
  #refusedUntil = 0

  constructor(retries = 10) {
    this.#left = retries * 10
  }

  /** Takes one; false when none is left. */
  take(): boolean {
    if (this.#left < 10) return false
    this.#left -= 10
    return true
  }

  /** Takes one for a 429 that ends then; those that were refused together are one. */
  takeRefused(until: number): boolean {
    const same = Math.abs(until - this.#refusedUntil) <= sameRefusal
    if (same) return true
    this.#refusedUntil = until
    return this.take()
  }

  /** A call got its answer. */
  earn(): void {
    this.#left++
  }
}

const sameRefusal = 2_000

export interface Caller<Way extends Sender = Transport> {
  transport: Way
  clock: Clock
  random: Random
  budget: RetryBudget
}

/** An answer, whatever its status, or how the last try failed. */
export type Outcome<Response = HttpResponse> = { response: Response } | { failure: ExchangeFailed }

/**
 * What may be sent again. `any`: whatever happened to it. `same-value`: what never left, 429 and 5xx, for the same write
 * twice is one. `not-sent`: what never left, and 429. `none`: nothing.
 */
export type WhichTwice = 'any' | 'same-value' | 'not-sent' | 'none'

/** Sends, and again where that may help: 4 tries, full jitter, never sooner than the server asks nor later than 60 s. */
export function sendWithRetries(
  which: WhichTwice,
  request: HttpRequest,
  caller: Caller<Sender>,
): Promise<Outcome> {
  return retry(which, () => caller.transport.send(request), caller)
}

/** The same where each try is `send`; what it throws but `ExchangeFailed` ends it. */
export async function retry<Response extends HttpResponse>(
  which: WhichTwice,
  send: () => Promise<Response>,
  caller: Omit<Caller, 'transport'>,
): Promise<Outcome<Response>> {
  for (let tries = 1; ; tries++) {
    const outcome = await attempt(send)
    if (!('failure' in outcome) && outcome.response.status < 429) caller.budget.earn()
    if (!mayRetry(which, outcome) || tries === triesPerCall) return outcome
    const wait = waitBefore(tries, outcome, caller)
    if (wait > longestWait || !affordable(outcome, wait, caller)) return outcome
    await caller.clock.sleep(wait)
  }
}

function affordable(
  outcome: Outcome,
  wait: number,
  { clock, budget }: Pick<Caller, 'clock' | 'budget'>,
): boolean {
  const refused = !('failure' in outcome) && outcome.response.status === 429
  return refused ? budget.takeRefused(clock.now().getTime() + wait) : budget.take()
}

async function attempt<Response>(send: () => Promise<Response>): Promise<Outcome<Response>> {
  try {
    return { response: await send() }
  } catch (error) {
    if (error instanceof ExchangeFailed) return { failure: error }
    throw error
  }
}

/** Reasons that another try would only meet again; a proxy may even lock an account. */
const lasting = new Set(['tls', 'proxy', 'malformed', 'too-large', 'interrupted'])

function mayRetry(which: WhichTwice, outcome: Outcome): boolean {
  if (which === 'none') return false
  if ('failure' in outcome) {
    const harmless = which === 'any' || outcome.failure.reach === 'not-sent'
    return harmless && !lasting.has(outcome.failure.reason)
  }
  const { status } = outcome.response
  return status === 429 || (status >= 500 && which !== 'not-sent')
}

/** Full jitter, and never less than what the server asks for. */
function waitBefore(tries: number, outcome: Outcome, { clock, random }: Omit<Caller, 'transport'>): number {
  const jitter = Math.round(random.fraction() * Math.min(8000, 500 * 2 ** (tries - 1)))
  if ('failure' in outcome || !(outcome.response.status === 429 || outcome.response.status >= 500))
    return jitter
  return Math.max(jitter, askedWait(outcome.response, clock.now()) ?? 0)
}
