import type { HttpAnswer, HttpRequest, HttpResponse, Transport } from '../../ports/transport.ts'

/** The transport for one request after another until two are under way together; from then on the one for many. */
export class SwitchingTransport implements Transport {
  readonly #few: Transport
  readonly #openMany: () => Promise<Transport>
  #many: Promise<Transport> | undefined
  #opened: Transport | undefined
  #underWay = 0
  #expectsMany = false

  /** `openMany` is called at most once, and only when it is needed: it loads modules. */
  constructor(few: Transport, openMany: () => Promise<Transport>) {
    this.#few = few
    this.#openMany = openMany
  }

  /** See the port: the first request goes the way for few, unless many are expected. */
  warm(address: string): void {
    if (!this.#expectsMany) this.#few.warm?.(address)
  }

  /** See the port: what is read before the many may as well come over their connections. */
  expectMany(): void {
    this.#expectsMany = true
  }

  /** Large bodies are never many: unless many are expected they go on using the connection that is there. */
  async open(request: HttpRequest): Promise<HttpAnswer> {
    return await (this.#expectsMany ? await this.#forMany() : this.#few).open(request)
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return this.#opened?.send(request) ?? this.#counted(request)
  }

  async #counted(request: HttpRequest): Promise<HttpResponse> {
    const isOneOfMany = this.#expectsMany || this.#many !== undefined || this.#underWay > 0
    this.#underWay++
    try {
      return await (isOneOfMany ? await this.#forMany() : this.#few).send(request)
    } finally {
      this.#underWay--
    }
  }

  async #forMany(): Promise<Transport> {
    this.#many ??= this.#openMany()
    this.#opened = await this.#many
    return this.#opened
  }
}
