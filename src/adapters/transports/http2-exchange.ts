import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import { ExchangeFailed, type HttpResponse } from '../../ports/transport.ts'
import { decoded, textOf, tooLarge } from './body.ts'
import { failureOf } from './failure.ts'
import { monotonic } from './monotonic.ts'
import { type Phase, timedOut } from './patience.ts'
import { maxHeaderSize, type Times } from './times.ts'

const refusedStream = 7
const cancel = 8

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
export class Http2Exchange {
  /** Rejects with `ExchangeFailed`. */
  readonly answer: Promise<HttpResponse>
  readonly #stream: ClientHttp2Stream
  readonly #options: Http2ExchangeOptions
  readonly #endsAt: number
  #phase: Exclude<Phase, 'connect' | 'overall'> = 'headers'
  #phaseEndsAt: number
  #head: (IncomingHttpHeaders & IncomingHttpStatusHeader) | undefined
  readonly #parts: Buffer[] = []
  #size = 0
  #error: Error | undefined
  #reject: (failure: ExchangeFailed) => void = () => undefined

  constructor(stream: ClientHttp2Stream, options: Http2ExchangeOptions) {
    const now = monotonic()
    this.#stream = stream
    this.#options = options
    this.#endsAt = now + options.times.overall
    this.#phaseEndsAt = now + options.times.headers
    this.answer = new Promise((resolve, reject) => {
      this.#reject = reject
      stream.on('close', () => this.#settle(resolve))
    })
    stream.on('response', head => {
      this.#head = head
      this.#goOn()
      if (sizeOf(head) > maxHeaderSize) this.#fail(tooLarge(maxHeaderSize))
    })
    stream.on('data', (chunk: Buffer) => {
      this.#parts.push(chunk)
      this.#size += chunk.byteLength
      this.#goOn()
      if (this.#size > options.maxBytes) this.#fail(tooLarge(options.maxBytes))
    })
    stream.on('error', error => {
      this.#error = error
    })
  }

  /** Ends it where its time is up; `now` is of `monotonic`. */
  lookAt(now: number): void {
    const phase = now >= this.#endsAt ? 'overall' : now >= this.#phaseEndsAt ? this.#phase : undefined
    if (phase) this.#fail(timedOut(this.#options.host, phase, this.#options.times, 'maybe-sent'))
  }

  #goOn(): void {
    this.#phase = 'idle'
    this.#phaseEndsAt = monotonic() + this.#options.times.idle
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

  #whole({
    ':status': status = 0,
    ...rest
  }: IncomingHttpHeaders & IncomingHttpStatusHeader): HttpResponse | Promise<HttpResponse> {
    const headers: Record<string, string> = {}
    for (const name in rest) {
      const value = rest[name]
      headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
    }
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts)
    const encoding = headers['content-encoding']
    if (!bytes || !encoding) return { status, headers, body: bytes?.toString('utf8') ?? '' }
    return this.#unpacked({ status, headers }, bytes, encoding)
  }

  async #unpacked(head: Omit<HttpResponse, 'body'>, bytes: Buffer, encoding: string): Promise<HttpResponse> {
    const { host, maxBytes } = this.#options
    const packed = async function* () {
      yield bytes
    }
    try {
      return { ...head, body: await textOf(decoded(packed(), encoding, maxBytes), maxBytes) }
    } catch (error) {
      throw error instanceof ExchangeFailed ? error : failureOf(error, 'maybe-sent', host)
    }
  }
}

function sizeOf(headers: IncomingHttpHeaders): number {
  let size = 0
  for (const name in headers) size += name.length + String(headers[name]).length
  return size
}
