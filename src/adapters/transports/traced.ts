import type { Clock } from '../../ports/clock.ts'
import {
  ExchangeFailed,
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../ports/transport.ts'
import { hiddenValues, showJson, showText } from './shown-json.ts'

const shownRequestHeaders = new Set(['accept', 'content-type', 'user-agent'])
const shownResponseHeaders = /^(date|retry-after|x-ratelimit-.*|content-type)$/

export interface TraceOptions {
  /** Whether fields of bodies are told, values of the harmless ones too: only where the answers are known. */
  bodies: boolean
}

/** An exchange on its way: what its trace must hide, and how long it has taken. */
interface Exchange {
  hidden: string[]
  took(): string
}

/** Bodies up to that many bytes are told field by field also where they are read as they come. */
const longestBody = 65_536

/** For `--debug`: tells every exchange of the transport inside, line by line, without any secret. */
export class TracedTransport implements Transport {
  readonly #inner: Transport
  readonly #clock: Pick<Clock, 'now'>
  readonly #write: (line: string) => void
  readonly #options: TraceOptions

  constructor(
    inner: Transport,
    clock: Pick<Clock, 'now'>,
    write: (line: string) => void,
    options: TraceOptions = { bodies: true },
  ) {
    this.#options = options
    this.#inner = inner
    this.#clock = clock
    this.#write = write
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const exchange = this.#begin(request)
    try {
      const response = await this.#inner.send(request)
      this.#tell(responseLines(this.#told(response), exchange.hidden, exchange.took()))
      return response
    } catch (error) {
      throw this.#failed(error, exchange)
    }
  }

  /** The answer is told when its body has ended or was left; of a long body only how long it was. */
  async open(request: HttpRequest): Promise<HttpAnswer> {
    const exchange = this.#begin(request)
    try {
      const answer = await this.#inner.open(request)
      return { ...answer, chunks: this.#watched(answer, exchange) }
    } catch (error) {
      throw this.#failed(error, exchange)
    }
  }

  async *#watched(answer: HttpAnswer, exchange: Exchange): AsyncGenerator<Uint8Array> {
    const kept: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of answer.chunks) {
        size += chunk.byteLength
        if (size <= longestBody) kept.push(chunk)
        yield chunk
      }
    } catch (error) {
      throw this.#failed(error, exchange)
    } finally {
      const body = size > longestBody ? '' : Buffer.concat(kept).toString('utf8')
      this.#tell(responseLines(this.#told({ ...answer, body }), exchange.hidden, exchange.took()))
      if (size > longestBody) this.#write(`< [${size} bytes]`)
    }
  }

  #begin(request: HttpRequest): Exchange {
    const hidden = secretsOf(request)
    this.#tell(requestLines(this.#told(request), hidden))
    const start = this.#clock.now().getTime()
    return { hidden, took: () => `${this.#clock.now().getTime() - start} ms` }
  }

  #failed(error: unknown, { hidden, took }: Exchange): unknown {
    const why = error instanceof ExchangeFailed ? `${error.message}, ${error.reach}` : 'unexpected failure'
    this.#write(`< ${showText(why, hidden)}, after ${took()}`)
    return error
  }

  #tell(lines: readonly string[]): void {
    for (const line of lines) this.#write(line)
  }

  #told<Message extends { body?: string }>(message: Message): Message {
    return this.#options.bodies || !message.body ? message : { ...message, body: '' }
  }
}

function secretsOf(request: HttpRequest): string[] {
  const headers = Object.entries(request.headers)
    .filter(([name]) => !shownRequestHeaders.has(name.toLowerCase()))
    .flatMap(([, value]) => value.split(/[\s|]+/))
    .filter(part => part !== 'Bearer')
  return [...headers, ...(request.body === undefined ? [] : hiddenValues(request.body))]
}

function requestLines(request: HttpRequest, hidden: string[]): string[] {
  const headers = Object.entries(request.headers).map(([name, value]) => {
    const shown = shownRequestHeaders.has(name.toLowerCase()) ? showText(value, hidden) : '[hidden]'
    return `> ${name}: ${shown}`
  })
  const body = !request.body ? [] : [`> ${showJson(request.body, hidden, false)}`]
  return [`> ${request.method} ${showUrl(request.url)}`, ...headers, ...body]
}

/** The names in the query, not its values. */
function showUrl(text: string): string {
  if (!URL.canParse(text)) return '[not an address]'
  const url = new URL(text)
  const query = [...url.searchParams.keys()].map(name => `${name}=…`).join('&')
  return showText(`${url.origin}${url.pathname}${query ? `?${query}` : ''}`, [])
}

function responseLines(response: HttpResponse, hidden: string[], took: string): string[] {
  const headers = Object.entries(response.headers)
    .filter(([name]) => shownResponseHeaders.test(name))
    .map(([name, value]) => `< ${name}: ${showText(value, hidden)}`)
  const body = response.body === '' ? [] : [`< ${showJson(response.body, hidden, true)}`]
  return [`< ${response.status} in ${took}`, ...headers, ...body]
}
