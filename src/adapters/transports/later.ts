import type { HttpAnswer, HttpRequest, HttpResponse, Transport } from '../../ports/transport.ts'

/** A transport that is loaded with its first request: most command lines never need it. */
export class LaterTransport implements Transport {
  readonly #load: () => Promise<Transport>
  #loaded: Promise<Transport> | undefined

  constructor(load: () => Promise<Transport>) {
    this.#load = load
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    return (await this.#transport()).send(request)
  }

  async open(request: HttpRequest): Promise<HttpAnswer> {
    return (await this.#transport()).open(request)
  }

  #transport(): Promise<Transport> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }
}
