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

/** An answer whose head is here and whose body is still on its way. */
export interface HttpAnswer extends Omit<HttpResponse, 'body'> {
  /**
   * The body as it comes, unpacked; to be gone through once, to its end or by leaving early, which closes the connection.
   * Nothing is read ahead of who asks, and the time until they ask for more does not count. Throws `ExchangeFailed`.
   */
  chunks: AsyncIterable<Uint8Array>
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
  /** The same, but answers as soon as the head is there: for a body that is too large to be held. */
  open(request: HttpRequest): Promise<HttpAnswer>
  /**
   * Begins to connect to the host of that address while something else is waited for, so that the next request finds the
   * way open. Sends nothing and never throws: what goes wrong, that request will meet. An adapter may do without.
   */
  warm?(address: string): void
  /** Many requests follow, maybe at once: what is asked before them may go the way that they will. An adapter may do without. */
  expectMany?(): void
  /** Whom to tell, again and again, while requests wait for a rate limit: until when. An adapter that holds none does without. */
  whenHeld?(listener: (until: Date) => void): void
}

/** As much of a transport as those need who ask for what can be held. */
export type Sender = Pick<Transport, 'send'>
