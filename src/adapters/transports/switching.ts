import type { HttpAnswer, HttpRequest, HttpResponse, Transport } from '../../ports/transport.ts'

/** The transport for one request after another until two are under way together; from then on the one for many. */
export class SwitchingTransport implements Transport {
  readonly #few: Transport
  readonly #openMany: () => Promise<Transport>
  #many: Promise<Transport> | undefined
  #underWay = 0

  /** `openMany` is called at most once, and only when it is needed: it loads modules. */
  constructor(few: Transport, openMany: () => Promise<Transport>) {
    this.#few = few
    this.#openMany = openMany
  }

  /** See the port: the first request goes the way for few. */
  warm(address: string): void {
    this.#few.warm?.(address)
  }

  /** Large bodies are never many: they go on using the connection that is there. */
  open(request: HttpRequest): Promise<HttpAnswer> {
    return this.#few.open(request)
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    if (this.#underWay > 0) this.#many ??= this.#openMany()
    this.#underWay++
    try {
      return await (this.#many ? (await this.#many).send(request) : this.#few.send(request))
    } finally {
      this.#underWay--
    }
  }
}
