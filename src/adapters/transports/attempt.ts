import { ExchangeFailed, type HttpAnswer, type HttpResponse, type Reach } from '../../ports/transport.ts'
import { decoded, textOf } from './body.ts'
import { failureOf } from './failure.ts'
import { Patience, timedOut } from './patience.ts'
import { defaultTimes, type Times } from './times.ts'

/** Of a body that is longer, more is let come together before the next piece: each costs time, whatever its size. */
const longBody = 131_072

/** An answer as it comes in, before its body was read. */
export interface Incoming {
  status: number
  headers: NodeJS.Dict<string | string[]>
  chunks: AsyncIterable<Uint8Array>
}

/** One exchange on its way: how far it got, how long it may still take, and why it ended. */
export class Attempt {
  readonly #host: string
  readonly #times: Times
  readonly #endings: (() => void)[] = []
  #over = false
  #reach: Reach = 'not-sent'
  #patience: Patience | undefined
  #expired: ExchangeFailed | undefined

  constructor(host: string, times: Partial<Times> = {}) {
    this.#host = host
    this.#times = { ...defaultTimes, ...times }
  }

  /**
   * Has `end` called once when time is up or the exchange has failed: it lets go of the connection. No `AbortSignal`: its
   * listeners are a part of what a single request costs.
   */
  whenOver(end: () => void): void {
    if (this.#over) end()
    else this.#endings.push(end)
  }

  /** The connection stands and the request is being written: from here on it may have arrived. */
  begin(): void {
    this.#reach = 'maybe-sent'
    this.#patience?.enter('headers')
  }

  /** Runs the exchange within its times; whatever goes wrong comes out as `ExchangeFailed`. */
  async run(work: () => Promise<HttpResponse>): Promise<HttpResponse> {
    try {
      return await this.#within(work)
    } finally {
      this.#patience?.end()
    }
  }

  /**
   * Runs the exchange to the head of its answer; its body, at most `maxBytes` after unpacking, follows within the same
   * times, in which the reader's own do not count. `close` runs once all is over, however it ends.
   */
  async open(work: () => Promise<Incoming>, maxBytes: number, close = () => {}): Promise<HttpAnswer> {
    try {
      const incoming = await this.#within(work)
      const chunks = this.#chunks(incoming, maxBytes, close)
      return { status: incoming.status, headers: joined(incoming.headers), chunks }
    } catch (error) {
      this.#patience?.end()
      close()
      throw error
    }
  }

  /** Reads the body of an answer, at most `maxBytes` after unpacking. */
  async read(incoming: Incoming, maxBytes: number): Promise<HttpResponse> {
    const headers = joined(incoming.headers)
    const body = await textOf(this.#unpacked(incoming, maxBytes), maxBytes)
    return { status: incoming.status, headers, body }
  }

  async #within<Result>(work: () => Promise<Result>): Promise<Result> {
    let expire: (failure: ExchangeFailed) => void = () => undefined
    const expired = new Promise<never>((_, reject) => {
      expire = reject
    })
    // Later, while a body is read, nobody waits for it any more: letting go of the connection alone ends that.
    expired.catch(() => undefined)
    this.#patience = new Patience(this.#times, phase => {
      this.#expired = timedOut(this.#host, phase, this.#times, this.#reach)
      expire(this.#expired)
      this.#end()
    })
    this.#patience.enter('connect')
    try {
      return await Promise.race([work(), expired])
    } catch (error) {
      throw this.#failed(error)
    }
  }

  async *#chunks(incoming: Incoming, maxBytes: number, close: () => void): AsyncGenerator<Uint8Array> {
    let [ended, size] = [false, 0]
    try {
      for await (const chunk of this.#unpacked(incoming, maxBytes)) {
        this.#patience?.pause()
        yield chunk
        size += chunk.byteLength
        if (size > longBody) await nextTurn()
        this.#patience?.resume('idle')
      }
      // A body without a length looks complete when it is aborted.
      if (this.#expired) throw this.#expired
      ended = true
    } catch (error) {
      throw this.#failed(error)
    } finally {
      this.#patience?.end()
      if (!ended) this.#end()
      close()
    }
  }

  #unpacked({ headers, chunks }: Incoming, maxBytes: number): AsyncGenerator<Uint8Array> {
    this.#patience?.enter('idle')
    const encoding = headers['content-encoding']
    const arrived = () => this.#patience?.enter('idle')
    return decoded(chunks, Array.isArray(encoding) ? encoding.join(', ') : encoding, maxBytes, arrived)
  }

  #end(): void {
    this.#over = true
    for (const end of this.#endings.splice(0)) end()
  }

  #failed(error: unknown): ExchangeFailed {
    this.#end()
    if (this.#expired) return this.#expired
    return error instanceof ExchangeFailed ? error : failureOf(error, this.#reach, this.#host)
  }
}

/** When all that was there to be read has been. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function joined(headers: Incoming['headers']): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(pairs)
}
