import type { Socket } from 'node:net'
import { Slots } from '../../domain/slots.ts'
import {
  ExchangeFailed,
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../ports/transport.ts'
import { Http1Pool } from './http1-pool.ts'
import { Http2Connection } from './http2.ts'
import { negotiate } from './negotiate.ts'
import { targetOf } from './target.ts'
import type { TransportOptions } from './times.ts'

const streams = 16

/** How an origin is met. */
interface Way {
  usable(): boolean
  send(request: HttpRequest, url: URL): Promise<HttpResponse>
  open(request: HttpRequest, url: URL): Promise<HttpAnswer>
}

/**
 * Many requests to the same server: one HTTP/2 connection with 16 requests under way where the server speaks it, else a
 * few HTTP/1.1 connections that are used again and again. A POST goes over a used connection too, unless that was idle for
 * more than a second; should it be cut all the same, it is reported as `maybe-sent`, as ever.
 */
export class BulkTransport implements Transport {
  readonly #options: TransportOptions
  readonly #ways = new Map<string, Promise<Way>>()
  /** Those of them that stand. */
  readonly #found = new Map<string, Way>()

  constructor(options: TransportOptions = {}) {
    this.#options = options
  }

  /** See the port. */
  open(request: HttpRequest): Promise<HttpAnswer> {
    return this.#by(request, (way, url) => way.open(request, url))
  }

  /** See the port. */
  send(request: HttpRequest): Promise<HttpResponse> {
    return this.#by(request, (way, url) => way.send(request, url))
  }

  /** What a server says for certain that it did not take, while it ends a connection, goes over the next one. */
  async #by<Answer>(request: HttpRequest, ask: (way: Way, url: URL) => Promise<Answer>): Promise<Answer> {
    const url = targetOf(request.url)
    try {
      return await ask(this.#ready(url) ?? (await this.#way(url)), url)
    } catch (error) {
      if (!(error instanceof ExchangeFailed) || error.reason !== 'unprocessed') throw error
      return await ask(await this.#way(url), url)
    }
  }

  /** Without a wait: in a run of thousands each costs. */
  #ready(url: URL): Way | undefined {
    const way = this.#found.get(url.origin)
    return way?.usable() ? way : undefined
  }

  /** The way to an origin, found once for all who ask; another when it is used up. */
  async #way(url: URL): Promise<Way> {
    const known = this.#ways.get(url.origin)
    const way = await known
    if (way?.usable()) return way
    const newer = this.#ways.get(url.origin)
    if (newer && newer !== known) return await this.#way(url)
    const found = this.#find(url)
    this.#ways.set(url.origin, found)
    try {
      const way = await found
      this.#found.set(url.origin, way)
      return way
    } catch (error) {
      if (this.#ways.get(url.origin) === found) this.#ways.delete(url.origin)
      throw error
    }
  }

  async #find(url: URL): Promise<Way> {
    if (url.protocol === 'http:') return this.#http1(url)
    const socket = await negotiate(url, this.#options)
    if (socket.alpnProtocol === 'h2') return this.#http2(new Http2Connection(socket, url, this.#options))
    return this.#http1(url, socket)
  }

  #http2(connection: Http2Connection): Way {
    const slots = new Slots(streams)
    return {
      usable: () => {
        const { usable } = connection
        if (!usable) connection.close()
        return usable
      },
      send: (request, url) => slots.hold(() => connection.send(request, url)),
      open: (request, url) => slots.holdUntil(over => connection.open(request, url, over)),
    }
  }

  #http1(url: URL, first?: Socket): Way {
    const pool = new Http1Pool(url, this.#options, first)
    return {
      usable: () => true,
      send: (request, asked) => pool.send(request, asked),
      open: request => pool.open(request),
    }
  }
}
