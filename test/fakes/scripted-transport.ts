import { expect } from 'vitest'
import {
  ExchangeFailed,
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
  type Reach,
  type Transport,
} from '../../src/ports/transport.ts'

/** A status with headers and a body, or how the exchange fails. */
export type Scripted = (Partial<HttpResponse> & { status: number }) | [reach: Reach, reason: string]

/** A transport that gives these outcomes, one an exchange. */
export class ScriptedTransport implements Transport {
  readonly requests: HttpRequest[] = []
  readonly #outcomes: Scripted[]

  constructor(outcomes: Scripted[]) {
    this.#outcomes = outcomes
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const outcome = this.#outcomes[this.requests.length]
    this.requests.push(request)
    if (!outcome) throw new Error('the script has no further outcome')
    if (Array.isArray(outcome)) throw new ExchangeFailed(`host: ${outcome[1]}`, ...outcome)
    return { headers: {}, body: '', ...outcome }
  }

  async open(request: HttpRequest): Promise<HttpAnswer> {
    const { body, ...head } = await this.send(request)
    const chunks = async function* () {
      yield Buffer.from(body)
    }
    return { ...head, chunks: chunks() }
  }

  /** Fails when there were fewer exchanges than outcomes. */
  expectUsedUp(): void {
    expect(this.requests.length, 'exchanges, of the outcomes there were').toBe(this.#outcomes.length)
  }
}
