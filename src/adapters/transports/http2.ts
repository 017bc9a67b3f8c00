import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import {
  ExchangeFailed,
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
} from '../../ports/transport.ts'
import { monotonic } from '../monotonic.ts'
import { Attempt, type Incoming } from './attempt.ts'
import { acceptedEncodings } from './body.ts'
import { failureOf } from './failure.ts'
import { cancel, Http2Exchange, refusedStream } from './http2-exchange.ts'
import { incomingOn } from './http2-incoming.ts'
import { defaultTimes, maxHeaderSize, type Times, type TransportOptions } from './times.ts'
import { UnderWay } from './under-way.ts'

const window = 1_048_576
/** After so long without a request a connection is not trusted with another: it may be gone without a word. */
const freshFor = 1_000

/** How Node tells what HTTP cannot carry. */
type Checks = Pick<typeof import('node:http'), 'validateHeaderName' | 'validateHeaderValue'>

/** One HTTP/2 connection. An idle one does not hold the process. */
export class Http2Connection {
  readonly #session: ClientHttp2Session
  readonly #host: string
  readonly #times: Times
  readonly #checks: Checks = process.getBuiltinModule('node:http')
  readonly #underWay = new UnderWay()
  /** Answers that are read as they come. */
  #opened = 0
  #openedUntil = 0
  /** The last stream that the server says it has processed, once it takes no more. */
  #lastProcessed: number | undefined

  /** `socket` is connected and has chosen `h2`. */
  constructor(socket: TLSSocket, { origin, host }: URL, { times }: TransportOptions) {
    this.#host = host
    this.#times = { ...defaultTimes, ...times }
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
    const fresh =
      this.#underWay.count + this.#opened > 0 ||
      monotonic() - Math.max(this.#underWay.idleSince, this.#openedUntil) <= freshFor
    return fresh && !this.#isEnding
  }

  get #isEnding(): boolean {
    return this.#session.closed || this.#session.destroyed || this.#lastProcessed !== undefined
  }

  /** Takes no more; what is under way ends. */
  close(): void {
    this.#session.close()
  }

  /**
   * Sends once. Rejects with `ExchangeFailed`, or throws it at once; `unprocessed` when the server says for certain that it
   * did nothing with it.
   */
  send(request: HttpRequest, url: URL): Promise<HttpResponse> {
    return this.#underWay.answerOf(this.#begin(request, url))
  }

  /**
   * The same, but answers as soon as the head is there. The body takes no more of the connection from the others than one
   * stream's window. `over` is called once all of it is over, however it ends.
   */
  open(request: HttpRequest, url: URL, over: () => void): Promise<HttpAnswer> {
    const attempt = new Attempt(this.#host, this.#times)
    this.#opened++
    const close = () => {
      this.#opened--
      this.#openedUntil = monotonic()
      over()
    }
    return attempt.open(async () => this.#incoming(request, url, attempt), request.maxBytes, close)
  }

  #incoming(request: HttpRequest, url: URL, attempt: Attempt): Promise<Incoming> {
    const stream = this.#request(request, url)
    attempt.begin()
    attempt.whenOver(() => stream.close(cancel))
    if (request.body !== undefined) stream.end(request.body)
    return incomingOn(stream, error => {
      const { id, rstCode } = stream
      return this.#unlessProcessed(rstCode === refusedStream ? undefined : id) ?? error ?? cutShort()
    })
  }

  #begin(request: HttpRequest, url: URL): Http2Exchange {
    const stream = this.#request(request, url)
    if (request.body !== undefined) stream.end(request.body)
    return new Http2Exchange(stream, {
      host: this.#host,
      times: this.#times,
      maxBytes: request.maxBytes,
      unlessProcessed: id => this.#unlessProcessed(id),
    })
  }

  #unlessProcessed(id: number | undefined): ExchangeFailed | undefined {
    const isProcessed = id !== undefined && (this.#lastProcessed === undefined || id <= this.#lastProcessed)
    return isProcessed ? undefined : unprocessed(this.#host)
  }

  #request(request: HttpRequest, url: URL): ClientHttp2Stream {
    if (this.#isEnding) throw unprocessed(this.#host)
    try {
      return this.#session.request(headersOf(request, url, this.#checks), {
        endStream: request.body === undefined,
      })
    } catch (error) {
      throw failureOf(error, 'not-sent', this.#host)
    }
  }
}

function headersOf(
  request: HttpRequest,
  url: URL,
  { validateHeaderName, validateHeaderValue }: Checks,
): Record<string, string> {
  const headers: Record<string, string> = {
    ':method': request.method,
    ':path': `${url.pathname}${url.search}`,
    'accept-encoding': acceptedEncodings,
  }
  for (const name in request.headers) {
    const value = request.headers[name] ?? ''
    validateHeaderName(name)
    validateHeaderValue(name, value)
    headers[name.toLowerCase()] = value
  }
  return headers
}

function cutShort(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

/** The server says that it did nothing with the request, so it may be sent again. */
function unprocessed(host: string): ExchangeFailed {
  return new ExchangeFailed(`${host}: the server did not take the request`, 'not-sent', 'unprocessed')
}
