import type { Agent, ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { Slots } from '../../domain/slots.ts'
import type { HttpAnswer, HttpRequest, HttpResponse } from '../../ports/transport.ts'
import { acceptedEncodings } from './body.ts'
import { failureOf } from './failure.ts'
import { Http1Exchange } from './http1-exchange.ts'
import { HttpsTransport, moduleFor } from './https.ts'
import {
  addressOptions,
  defaultTimes,
  maxHeaderSize,
  type Times,
  type TransportOptions,
  tlsOptions,
} from './times.ts'
import { UnderWay } from './under-way.ts'

const connections = 6
/** An idle connection ends after so long: one that was just used is hardly ever stale. */
const idle = 1_000

/** A few HTTP/1.1 connections to one origin that are used again and again. Idle ones never hold the process. */
export class Http1Pool {
  readonly #host: string
  readonly #times: Times
  readonly #slots = new Slots(connections)
  readonly #underWay = new UnderWay()
  readonly #agent: Agent
  readonly #large: HttpsTransport
  /** What all requests have in common. */
  readonly #start: (method: string, path: string) => ClientRequest

  /** `first` is a connection that stands already. */
  constructor(url: URL, options: TransportOptions, first?: Socket) {
    const { Agent, request } = moduleFor(url)
    this.#host = url.host
    this.#times = { ...defaultTimes, ...options.times }
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: connections,
      maxFreeSockets: connections,
      timeout: idle,
    })
    // All of them go to one origin: to tell each one's way from others' by its options takes longer than to send it.
    this.#agent.getName = () => url.origin
    this.#large = new HttpsTransport(options, this.#agent)
    if (first) this.#adopt(first)
    const common = {
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      agent: this.#agent,
      maxHeaderSize,
      insecureHTTPParser: false,
      ...addressOptions(options),
      ...tlsOptions(options),
    }
    this.#start = (method, path) => request({ ...common, method, path })
  }

  /** Sends once. Rejects with `ExchangeFailed`. */
  send(request: HttpRequest, url: URL): Promise<HttpResponse> {
    return this.#slots.hold(() => this.#underWay.answerOf(this.#begin(request, url)))
  }

  /** The same, but answers as soon as the head is there: the connection is taken until the body is over. */
  open(request: HttpRequest): Promise<HttpAnswer> {
    return this.#slots.holdUntil(over => this.#large.open(request, over))
  }

  #begin(request: HttpRequest, url: URL): Http1Exchange {
    const { maxBytes, headers, body } = request
    const sent = this.#started(request.method, `${url.pathname}${url.search}`)
    const exchange = new Http1Exchange(sent, { host: this.#host, times: this.#times, maxBytes })
    try {
      // One by one: given as an option they would be printed by NODE_DEBUG=http, the credential with them.
      sent.setHeader('Accept-Encoding', acceptedEncodings)
      for (const name in headers) sent.setHeader(name, headers[name] ?? '')
      sent.end(body)
    } catch (error) {
      exchange.fail(failureOf(error, 'not-sent', this.#host))
    }
    return exchange
  }

  #started(method: string, path: string): ClientRequest {
    try {
      return this.#start(method, path)
    } catch (error) {
      throw failureOf(error, 'not-sent', this.#host)
    }
  }

  /** The first request takes that connection, unless it is gone by then. */
  #adopt(first: Socket): void {
    const connect = this.#agent.createConnection.bind(this.#agent)
    let waiting: Socket | undefined = first
    this.#agent.createConnection = (options, done) => {
      const socket = waiting
      waiting = undefined
      return socket?.readyState === 'open' ? socket : connect(options, done)
    }
  }
}
