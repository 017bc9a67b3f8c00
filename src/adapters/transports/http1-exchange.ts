import type { ClientRequest, IncomingMessage } from 'node:http'
import type { ExchangeFailed, HttpResponse, Reach } from '../../ports/transport.ts'
import { tooLarge } from './body.ts'
import { Deadline } from './deadline.ts'
import { failureOf } from './failure.ts'
import { timedOut } from './patience.ts'
import type { Times } from './times.ts'
import type { Exchange } from './under-way.ts'
import { wholeAnswer } from './whole-answer.ts'

export interface Http1ExchangeOptions {
  host: string
  times: Times
  maxBytes: number
}

/**
 * One request of many over HTTP/1.1, from its start. As `Http2Exchange` it is the path that counts in a run of thousands: a
 * few event handlers, no timer and no iterator.
 */
export class Http1Exchange implements Exchange {
  /** Rejects with `ExchangeFailed`. */
  readonly answer: Promise<HttpResponse>
  readonly #request: ClientRequest
  readonly #options: Http1ExchangeOptions
  readonly #deadline: Deadline
  readonly #parts: Buffer[] = []
  #size = 0
  #reach: Reach = 'not-sent'
  #resolve: (answer: HttpResponse | Promise<HttpResponse>) => void = () => undefined
  #reject: (failure: ExchangeFailed) => void = () => undefined

  constructor(request: ClientRequest, options: Http1ExchangeOptions) {
    this.#request = request
    this.#options = options
    this.#deadline = new Deadline(options.times, 'connect')
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    request.on('error', error => this.#failBy(error))
    request.on('response', answer => this.#receive(answer))
    if (request.reusedSocket) this.#begin()
    else this.#whenConnected()
  }

  lookAt(now: number): void {
    const { host, times } = this.#options
    const phase = this.#deadline.missedAt(now)
    if (phase) this.fail(timedOut(host, phase, times, this.#reach))
  }

  #whenConnected(): void {
    this.#request.on('socket', socket => {
      const pending = 'secureConnecting' in socket ? socket.secureConnecting : socket.connecting
      if (pending)
        socket.once('secureConnecting' in socket ? 'secureConnect' : 'connect', () => this.#begin())
      else this.#begin()
    })
  }

  /** The connection stands and the request is being written: from here on it may have arrived. */
  #begin(): void {
    this.#reach = 'maybe-sent'
    this.#deadline.enter('headers')
  }

  #receive(answer: IncomingMessage): void {
    const { host, maxBytes } = this.#options
    this.#deadline.enter('idle')
    answer.on('data', (chunk: Buffer) => {
      this.#parts.push(chunk)
      this.#size += chunk.byteLength
      this.#deadline.enter('idle')
      if (this.#size > maxBytes) this.fail(tooLarge(maxBytes))
    })
    answer.on('error', error => this.#failBy(error))
    answer.on('end', () => {
      const { statusCode: status = 0, rawHeaders } = answer
      const packed = { status, headers: joined(rawHeaders), parts: this.#parts }
      this.#resolve(wholeAnswer(packed, { host, maxBytes }))
    })
  }

  #failBy(error: Error): void {
    this.fail(failureOf(error, this.#reach, this.#options.host))
  }

  /** Ends it, the connection too. */
  fail(failure: ExchangeFailed): void {
    this.#reject(failure)
    this.#request.destroy()
  }
}

/** Names and values in turns; of a name that comes more than once, all values. */
function joined(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? ''
    const value = raw[at + 1] ?? ''
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value
  }
  return headers
}
