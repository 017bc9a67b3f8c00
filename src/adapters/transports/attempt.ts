import { ExchangeFailed, type HttpResponse, type Reach } from '../../ports/transport.ts'
import { decode, gather } from './body.ts'
import { failureOf } from './failure.ts'
import { Patience, type Phase } from './patience.ts'
import { defaultTimes, type Times } from './times.ts'

const waitedFor: Record<Phase, string> = {
  connect: 'no connection',
  headers: 'no answer',
  idle: 'the answer stopped',
  overall: 'not done',
}

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
  readonly #abort = new AbortController()
  #reach: Reach = 'not-sent'
  #patience: Patience | undefined

  constructor(host: string, times: Partial<Times> = {}) {
    this.#host = host
    this.#times = { ...defaultTimes, ...times }
  }

  /** Aborted when time is up. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** The connection stands and the request is being written: from here on it may have arrived. */
  begin(): void {
    this.#reach = 'maybe-sent'
    this.#patience?.enter('headers')
  }

  /** Runs the exchange within its times; whatever goes wrong comes out as `ExchangeFailed`. */
  async run(work: () => Promise<HttpResponse>): Promise<HttpResponse> {
    let expire: (failure: ExchangeFailed) => void = () => undefined
    const expired = new Promise<never>((_, reject) => {
      expire = reject
    })
    this.#patience = new Patience(this.#times, phase => {
      expire(this.#timeout(phase))
      this.#abort.abort()
    })
    this.#patience.enter('connect')
    try {
      return await Promise.race([work(), expired])
    } catch (error) {
      this.#abort.abort()
      throw error instanceof ExchangeFailed ? error : failureOf(error, this.#reach, this.#host)
    } finally {
      this.#patience.end()
    }
  }

  /** Reads the body of an answer, at most `maxBytes` after unpacking. */
  async read(incoming: Incoming, maxBytes: number): Promise<HttpResponse> {
    const patience = this.#patience
    patience?.enter('idle')
    const bytes = await gather(incoming.chunks, maxBytes, () => patience?.enter('idle'))
    const headers = joined(incoming.headers)
    return {
      status: incoming.status,
      headers,
      body: await decode(bytes, headers['content-encoding'], maxBytes),
    }
  }

  #timeout(phase: Phase): ExchangeFailed {
    const seconds = this.#times[phase] / 1000
    return new ExchangeFailed(
      `${this.#host}: ${waitedFor[phase]} within ${seconds} s`,
      this.#reach,
      'timeout',
    )
  }
}

function joined(headers: Incoming['headers']): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(pairs)
}
