/** One HTTP exchange. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute; https, or http on loopback. */
  url: string
  headers: Record<string, string>
  body?: string
  /** The largest decompressed body that is accepted, in bytes. */
  maxBytes: number
}

/** An answer, whatever its status. */
export interface HttpResponse {
  status: number
  /** Names in lower case; several values joined by ", ". */
  headers: Record<string, string>
  body: string
}

/** How far a failed exchange got: a request that certainly never left may be sent again. */
export type Reach = 'not-sent' | 'maybe-sent'

/** There is no answer. */
export class ExchangeFailed extends Error {
  readonly reach: Reach
  /** `timeout`, `refused`, `reset`, `dns`, `tls`, `too-large`, `malformed`, `proxy` (the proxy refused), `interrupted`,
   * `unprocessed` (the server says for certain that it did nothing with it), `other`. */
  readonly reason: string
  constructor(message: string, reach: Reach, reason: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ExchangeFailed'
    this.reach = reach
    this.reason = reason
  }
}

/** A way to the platform. Every adapter passes test/contracts/transport.ts. */
export interface Transport {
  /** Sends once: no retry, no redirect followed, no cookie kept. Rejects with `ExchangeFailed`. */
  send(request: HttpRequest): Promise<HttpResponse>
}
