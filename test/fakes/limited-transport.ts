import type { HttpAnswer, HttpRequest, HttpResponse, Transport } from '../../src/ports/transport.ts'
import { secondsOf } from '../../src/sandbox/clock.ts'
import { type RateLimit, rateLimit } from '../../src/sandbox/service/rate-limit.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface LimitedOptions {
  limit?: number
  /** `-Limit` and `-Remaining`; `-Reset` too; none at all. */
  headers?: 'stock' | 'reset' | 'none'
  /** How long a request takes to arrive, and its answer to come back, in milliseconds. */
  travel?: (number: number) => number
}

/** A platform with the sandbox's own limiter, at some distance. */
export class LimitedTransport implements Transport {
  readonly statuses: number[] = []
  readonly limiter: RateLimit
  readonly #clock: VirtualClock
  readonly #options: Required<LimitedOptions>
  #sent = 0

  constructor(clock: VirtualClock, options: LimitedOptions = {}) {
    this.#clock = clock
    this.#options = { limit: 300, headers: 'stock', travel: () => 10, ...options }
    this.limiter = rateLimit(this.#options.limit, () => clock.now())
  }

  async send(_: HttpRequest): Promise<HttpResponse> {
    const travel = this.#options.travel(this.#sent++)
    await this.#clock.sleep(travel)
    const { allowed, limit, remaining, resetsAt } = this.limiter('user')
    const now = this.#clock.now()
    const status = allowed ? 200 : 429
    this.statuses.push(status)
    const headers = {
      date: now.toUTCString(),
      ...this.#headers(limit, remaining, secondsOf(resetsAt), allowed),
    }
    const retry: Record<string, string> = allowed
      ? {}
      : { 'retry-after': String(Math.ceil((resetsAt.getTime() - now.getTime()) / 1000)) }
    await this.#clock.sleep(travel)
    return { status, headers: { ...headers, ...retry }, body: '{}' }
  }

  async open(request: HttpRequest): Promise<HttpAnswer> {
    const { body, ...head } = await this.send(request)
    const chunks = async function* () {
      yield Buffer.from(body)
    }
    return { ...head, chunks: chunks() }
  }

  #headers(limit: number, remaining: number, reset: number, allowed: boolean): Record<string, string> {
    const { headers } = this.#options
    if (headers === 'none') return {}
    const stock = { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining) }
    return headers === 'reset' || !allowed ? { ...stock, 'x-ratelimit-reset': String(reset) } : stock
  }
}
