import type { Clock } from '../../ports/clock.ts'
import type { Interruption } from '../../ports/interruption.ts'
import {
  ExchangeFailed,
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../ports/transport.ts'
import { Allowance, type LimitNews, type Ticket } from './allowance.ts'
import { askedWait, httpDate } from './retry-after.ts'

/** The longest wait for a window to end; beyond it the caller is told when that is. */
const longestWait = 65_000
const lookEvery = 500
/** Both `Date` and `X-RateLimit-Reset` are cut to whole seconds. */
const cutSecond = 1_000

/** An answer, whether its body is here or on its way. */
type Head = Omit<HttpResponse, 'body'> & { body?: string }

/** A request that was let through, and where it was counted. */
interface Admission {
  allowance: Allowance
  ticket: Ticket
}

/**
 * Keeps within the platform's rate limits, as its answers tell them: a request that would be refused leaves once it would
 * not be, or is answered here with the 429 that it would get where that is more than about a minute away. What bears no
 * credential (a sign-in) has limits of its own and is neither held nor counted.
 */
export class PacedTransport implements Transport {
  readonly #inner: Transport
  readonly #clock: Clock
  readonly #interruption: Pick<Interruption, 'requested'>
  readonly #usual = new Allowance()
  #usualLimit: number | undefined
  /** Where a method has a limit of its own, as the last answer to it told. */
  readonly #limits = new Map<string, number>()
  readonly #special = new Map<number, Allowance>()
  #woken: (() => void)[] = []
  #tellHeld: ((until: Date) => void) | undefined

  constructor(inner: Transport, clock: Clock, interruption: Pick<Interruption, 'requested'>) {
    this.#inner = inner
    this.#clock = clock
    this.#interruption = interruption
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return this.#paced(
      request,
      () => this.#inner.send(request),
      refusal => refusal,
    )
  }

  open(request: HttpRequest): Promise<HttpAnswer> {
    return this.#paced(
      request,
      () => this.#inner.open(request),
      ({ status, headers }) => ({ status, headers, chunks: nothing() }),
    )
  }

  /** See the port. */
  warm(address: string): void {
    this.#inner.warm?.(address)
  }

  /** See the port. */
  expectMany(): void {
    this.#inner.expectMany?.()
  }

  /** See the port. */
  whenHeld(listener: (until: Date) => void): void {
    this.#tellHeld = listener
  }

  async #paced<Answer extends Head>(
    request: HttpRequest,
    send: () => Promise<Answer>,
    refuse: (refusal: HttpResponse) => Answer,
  ): Promise<Answer> {
    if (request.headers.Authorization === undefined) return await send()
    const admission = this.#admit(request) ?? (await this.#wait(request))
    if ('status' in admission) return refuse(admission)
    try {
      const response = await send()
      this.#learn(request, response, admission)
      return response
    } finally {
      admission.allowance.end()
      for (const wake of this.#woken.splice(0)) wake()
    }
  }

  #learn(request: HttpRequest, response: Head, counted: Admission): void {
    // Counted for the address that it came from, not for an account: what it leaves there says nothing of the others.
    if (response.status === 401) return
    const now = this.#clock.now()
    const news = newsIn(response)
    this.#usualLimit ??= news.limit
    if (news.limit !== undefined) this.#limits.set(request.method, news.limit)
    const told = this.#allowanceFor(request)
    const ticket = told === counted.allowance ? counted.ticket : told.present
    if (response.status !== 429) return told.learn(ticket, news, now.getTime())
    // One that does not say for how long is left to the caller's own retries.
    const wait = askedWait({ body: '', ...response }, now)
    if (wait !== undefined) told.close(now.getTime(), wait)
  }

  /** Looks and counts in one go: between the two, others would look as well. */
  #admit(request: HttpRequest): Admission | undefined {
    const allowance = this.#allowanceFor(request)
    if (allowance.waitAt(this.#clock.now().getTime()) !== 0) return undefined
    return { allowance, ticket: allowance.take() }
  }

  /** Until it may leave; or the answer that it would get. */
  async #wait(request: HttpRequest): Promise<Admission | HttpResponse> {
    for (;;) {
      const admission = this.#admit(request)
      if (admission) return admission
      if (this.#interruption.requested) throw interrupted()
      const now = this.#clock.now().getTime()
      const wait = this.#allowanceFor(request).waitAt(now)
      if (wait !== undefined && wait > longestWait) return tooSoon(wait)
      if (wait === undefined) await new Promise<void>(resolve => this.#woken.push(resolve))
      else {
        this.#tellHeld?.(new Date(now + wait))
        await this.#clock.sleep(Math.min(wait, lookEvery))
      }
    }
  }

  #allowanceFor({ method }: HttpRequest): Allowance {
    const limit = this.#limits.get(method)
    if (limit === undefined || limit === this.#usualLimit) return this.#usual
    const special = this.#special.get(limit) ?? new Allowance()
    this.#special.set(limit, special)
    return special
  }
}

function newsIn({ headers }: Head): LimitNews {
  const reset = count(headers['x-ratelimit-reset'])
  const date = reset === undefined ? undefined : httpDate(headers.date)
  const resetsIn = reset === undefined || !date ? undefined : reset * 1000 - date.getTime()
  return {
    limit: count(headers['x-ratelimit-limit']),
    remaining: count(headers['x-ratelimit-remaining']),
    resetsIn: resetsIn === undefined || resetsIn < 0 ? undefined : resetsIn + cutSecond,
  }
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined
}

function tooSoon(wait: number): HttpResponse {
  return { status: 429, headers: { 'retry-after': String(Math.ceil(wait / 1000)) }, body: '' }
}

function interrupted(): ExchangeFailed {
  return new ExchangeFailed(
    "interrupted while waiting for the platform's rate limit",
    'not-sent',
    'interrupted',
  )
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
