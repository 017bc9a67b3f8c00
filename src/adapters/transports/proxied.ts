import type { Dispatcher } from 'undici'
import {
  ExchangeFailed,
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../ports/transport.ts'
import { Attempt, type Incoming } from './attempt.ts'
import { acceptedEncodings } from './body.ts'
import { targetOf } from './target.ts'
import { addressOptions, maxHeaderSize, type TransportOptions, tlsOptions } from './times.ts'

type Undici = typeof import('undici')

/** Through an HTTP proxy, always as a CONNECT tunnel: the proxy sees the platform's host and nothing else. */
export class ProxiedTransport implements Transport {
  readonly #proxy: URL
  readonly #options: TransportOptions

  /** `proxy` may hold a user and a password; they go to the proxy alone and into no message. */
  constructor(proxy: URL, options: TransportOptions = {}) {
    this.#proxy = proxy
    this.#options = options
  }

  /** See the port. Every request has a tunnel of its own, so none is cut because an idle one went stale. */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const { attempt, exchange, close } = await this.#begin(request)
    try {
      return await attempt.run(async () => attempt.read(await exchange(), request.maxBytes))
    } finally {
      close()
    }
  }

  async open(request: HttpRequest): Promise<HttpAnswer> {
    const { attempt, exchange, close } = await this.#begin(request)
    return attempt.open(exchange, request.maxBytes, close)
  }

  async #begin(request: HttpRequest) {
    const url = targetOf(request.url)
    const undici = await import('undici')
    const agent = this.#connect(undici)
    const attempt = new Attempt(`${url.host} through the proxy ${this.#proxy.host}`, this.#options.times)
    return {
      attempt,
      exchange: () => this.#exchange(undici, agent, request, url, attempt),
      close: () => void agent.destroy().catch(() => undefined),
    }
  }

  async #exchange(
    undici: Undici,
    agent: Dispatcher,
    request: HttpRequest,
    url: URL,
    attempt: Attempt,
  ): Promise<Incoming> {
    const abort = new AbortController()
    attempt.whenOver(() => abort.abort())
    const answer = await undici
      .request(url, {
        dispatcher: agent.compose(noticingStart(() => attempt.begin())),
        method: request.method,
        headers: { 'accept-encoding': acceptedEncodings, ...request.headers },
        body: request.body ?? null,
        signal: abort.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      .catch(error => {
        throw refusedByProxy(error, this.#proxy.host) ?? error
      })
    return { status: answer.statusCode, headers: answer.headers, chunks: answer.body }
  }

  #connect(undici: Undici): Dispatcher {
    const { username, password } = this.#proxy
    const connection = { timeout: 0, ...addressOptions(this.#options) }
    const tls = { ...tlsOptions(this.#options), ...connection }
    return new undici.ProxyAgent({
      uri: this.#proxy.origin,
      ...(username || password ? { token: basic(username, password) } : {}),
      proxyTunnel: true,
      requestTls: tls,
      proxyTls: this.#proxy.protocol === 'https:' ? tls : connection,
      maxHeaderSize,
    })
  }
}

/** Calls back when the request itself, not the CONNECT before it, is about to be written. */
function noticingStart(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return dispatch => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        onStart()
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    })
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${decodeURIComponent(user)}:${decodeURIComponent(password)}`).toString('base64')}`
}

/** A CONNECT that was answered with anything but 200: the tunnel never stood, so nothing was sent. */
function refusedByProxy(error: unknown, host: string): ExchangeFailed | undefined {
  const status = error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined
  if (status === undefined) return undefined
  const why =
    status === '407' ? 'wants a user and password, or others (407)' : `refused the connection (${status})`
  return new ExchangeFailed(`the proxy ${host} ${why}`, 'not-sent', 'proxy')
}
