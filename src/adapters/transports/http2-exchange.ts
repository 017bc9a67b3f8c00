import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import { ExchangeFailed, type HttpResponse } from '../../ports/transport.ts'
import { tooLarge } from './body.ts'
import { Deadline } from './deadline.ts'
import { failureOf } from './failure.ts'
import { sizeOf } from './http2-incoming.ts'
import { timedOut } from './patience.ts'
import { maxHeaderSize, type Times } from './times.ts'
import type { Exchange } from './under-way.ts'
import { wholeAnswer } from './whole-answer.ts'

/** How streams are reset, by number. */
export const refusedStream = 7
export const cancel = 8

export interface Http2ExchangeOptions {
  host: string
  times: Times
  maxBytes: number
  /** The failure to tell when a stream of that id was certainly not processed. */
  unlessProcessed(id: number | undefined): ExchangeFailed | undefined
}

/**
 * One request on its stream, from the moment it leaves. In a run of thousands this is the path that counts: a few event
 * handlers, no timer, no iterator and no failure made in advance.
 */
export class Http2Exchange implements Exchange {
  /** Rejects with `ExchangeFailed`. */
  readonly answer: Promise<HttpResponse>
  readonly #stream: ClientHttp2Stream
  readonly #options: Http2ExchangeOptions
  readonly #deadline: Deadline
  #head: (IncomingHttpHeaders & IncomingHttpStatusHeader) | undefined
  readonly #parts: Buffer[] = []
  #size = 0
  #error: Error | undefined
  #reject: (failure: ExchangeFailed) => void = () => undefined

  constructor(stream: ClientHttp2Stream, options: Http2ExchangeOptions) {
    this.#stream = stream
    this.#options = options
    this.#deadline = new Deadline(options.times, 'headers')
    this.answer = new Promise((resolve, reject) => {
      this.#reject = reject
      stream.on('close', () => this.#settle(resolve))
    })
    stream.on('response', head => {
      this.#head = head
      this.#deadline.enter('idle')
      if (sizeOf(head) > maxHeaderSize) this.#fail(tooLarge(maxHeaderSize))
    })
    stream.on('data', (chunk: Buffer) => {
      this.#parts.push(chunk)
      this.#size += chunk.byteLength
      this.#deadline.enter('idle')
      if (this.#size > options.maxBytes) this.#fail(tooLarge(options.maxBytes))
    })
    stream.on('error', error => {
      this.#error = error
    })
  }

  lookAt(now: number): void {
    const { host, times } = this.#options
    const phase = this.#deadline.missedAt(now)
    if (phase) this.#fail(timedOut(host, phase, times, 'maybe-sent'))
  }

  #fail(failure: ExchangeFailed): void {
    this.#reject(failure)
    this.#stream.close(cancel)
  }

  /** Only once it is closed it is known how: Node ends a cancelled stream as if it were whole. */
  #settle(resolve: (answer: HttpResponse | Promise<HttpResponse>) => void): void {
    const { id, rstCode } = this.#stream
    const { host, unlessProcessed } = this.#options
    if (this.#head && !this.#error && rstCode === 0) return resolve(this.#whole(this.#head))
    const unprocessed = this.#head ? undefined : unlessProcessed(rstCode === refusedStream ? undefined : id)
    if (unprocessed) return this.#reject(unprocessed)
    if (this.#error) return this.#reject(failureOf(this.#error, 'maybe-sent', host))
    this.#reject(new ExchangeFailed(`${host}: the connection was cut`, 'maybe-sent', 'reset'))
  }

  #whole(head: IncomingHttpHeaders & IncomingHttpStatusHeader): HttpResponse | Promise<HttpResponse> {
    const { ':status': status = 0 } = head
    const headers: Record<string, string> = {}
    for (const name in head) {
      const value = head[name]
      if (name !== ':status') headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
    }
    return wholeAnswer({ status, headers, parts: this.#parts }, this.#options)
  }
}
