import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { ExchangeFailed, type HttpRequest, type HttpResponse } from '../../ports/transport.ts'
import { Attempt } from './attempt.ts'
import { acceptedEncodings } from './body.ts'
import { maxHeaderSize, type TransportOptions } from './times.ts'

const window = 1_048_576
/** After so long without a request a connection is not trusted with another: it may be gone without a word. */
const freshFor = 1_000

/** One HTTP/2 connection. An idle one does not hold the process. */
export class Http2Connection {
  readonly #session: ClientHttp2Session
  readonly #options: TransportOptions
  #lastUsed = performance.now()
  #underWay = 0
  /** The last stream that the server says it has processed, once it takes no more. */
  #lastProcessed: number | undefined

  /** `socket` is connected and has chosen `h2`. */
  constructor(socket: TLSSocket, origin: string, options: TransportOptions) {
    this.#options = options
    this.#session = process.getBuiltinModule('node:http2').connect(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: window, maxHeaderListSize: maxHeaderSize },
    })
    this.#session.once('connect', () => this.#session.setLocalWindowSize(16 * window))
    this.#session.on('error', () => undefined)
    this.#session.on('goaway', (_, lastStreamId) => {
      this.#lastProcessed = Math.min(lastStreamId, this.#lastProcessed ?? lastStreamId)
    })
    socket.unref()
  }

  /** Whether another request may go this way. */
  get usable(): boolean {
    const fresh = this.#underWay > 0 || performance.now() - this.#lastUsed <= freshFor
    return fresh && !this.#isEnding
  }

  get #isEnding(): boolean {
    return this.#session.closed || this.#session.destroyed || this.#lastProcessed !== undefined
  }

  /** Takes no more; what is under way ends. */
  close(): void {
    this.#session.close()
  }

  /** Sends once. Rejects with `ExchangeFailed`; `unprocessed` when the server says for certain that it did nothing with it. */
  async send(request: HttpRequest, url: URL): Promise<HttpResponse> {
    const attempt = new Attempt(url.host, this.#options.times)
    let stream: ClientHttp2Stream | undefined
    this.#underWay++
    try {
      return await attempt.run(() => {
        const headers = headersOf(request, url)
        if (this.#isEnding) throw unprocessed(url.host)
        attempt.begin()
        stream = this.#session.request(headers, { endStream: request.body === undefined })
        return this.#exchange(request, url, attempt, stream)
      })
    } finally {
      if (stream && !stream.closed) stream.close(cancel)
      this.#underWay--
      this.#lastUsed = performance.now()
    }
  }

  async #exchange(
    request: HttpRequest,
    url: URL,
    attempt: Attempt,
    stream: ClientHttp2Stream,
  ): Promise<HttpResponse> {
    stream.on('error', () => undefined)
    if (request.body !== undefined) stream.end(request.body)
    const answer = await this.#answerTo(stream, url.host)
    if (sizeOf(answer) > maxHeaderSize) {
      throw new ExchangeFailed(`${url.host}: the answer is too large`, 'maybe-sent', 'too-large')
    }
    const { ':status': status = 0, ...rest } = answer
    return attempt.read({ status, headers: rest, chunks: chunksOf(stream, url.host) }, request.maxBytes)
  }

  #answerTo(
    stream: ClientHttp2Stream,
    host: string,
  ): Promise<IncomingHttpHeaders & IncomingHttpStatusHeader> {
    return new Promise((resolve, reject) => {
      let answered = false
      stream.once('response', headers => {
        answered = true
        resolve(headers)
      })
      // The error comes first, if there is one; whether the stream was processed is known once it is closed.
      let failure: Error | undefined
      stream.once('error', error => {
        failure = error
      })
      // Not made in advance: a failure costs more than all the rest of an exchange.
      stream.once('close', () => {
        if (answered) return
        reject(this.#isUnprocessed(stream) ? unprocessed(host) : (failure ?? cut(host)))
      })
    })
  }

  #isUnprocessed({ id, rstCode }: ClientHttp2Stream): boolean {
    if (id === undefined || rstCode === refusedStream) return true
    return this.#lastProcessed !== undefined && id > this.#lastProcessed
  }
}

const refusedStream = 7
const cancel = 8

function headersOf(request: HttpRequest, url: URL): Record<string, string> {
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http')
  const headers: Record<string, string> = {
    ':method': request.method,
    ':path': `${url.pathname}${url.search}`,
    'accept-encoding': acceptedEncodings,
  }
  for (const [name, value] of Object.entries(request.headers)) {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    headers[name.toLowerCase()] = value
  }
  return headers
}

function sizeOf(headers: IncomingHttpHeaders): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0)
}

/**
 * The body as it comes. Node ends a cancelled stream as if it were whole: how it closed tells them apart. A stream's own
 * iterator costs as much as the exchange.
 */
function chunksOf(stream: ClientHttp2Stream, host: string): AsyncIterable<Uint8Array> {
  const arrived: Uint8Array[] = []
  let failure: Error | undefined
  let wake = () => {}
  stream.on('data', chunk => {
    arrived.push(chunk)
    wake()
  })
  stream.once('error', error => {
    failure = error
  })
  stream.once('close', () => wake())
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    while (arrived.length === 0 && !stream.destroyed) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    const value = arrived.shift()
    if (value) return { value, done: false }
    if (failure || stream.rstCode !== 0) throw failure ?? cut(host)
    return { value: undefined, done: true }
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

function cut(host: string): ExchangeFailed {
  return new ExchangeFailed(`${host}: the connection was cut`, 'maybe-sent', 'reset')
}

function unprocessed(host: string): ExchangeFailed {
  return new ExchangeFailed(`${host}: the server did not take the request`, 'not-sent', 'unprocessed')
}
