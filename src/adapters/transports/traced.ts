import type { Clock } from '../../ports/clock.ts'
import { ExchangeFailed, type HttpRequest, type HttpResponse, type Transport } from '../../ports/transport.ts'
import { hiddenValues, showJson, showText } from './shown-json.ts'

const shownRequestHeaders = new Set(['accept', 'content-type', 'user-agent'])
const shownResponseHeaders = /^(date|retry-after|x-ratelimit-.*|content-type)$/

export interface TraceOptions {
  /** Whether fields of bodies are told, values of the harmless ones too: only where the answers are known. */
  bodies: boolean
}

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
    const hidden = secretsOf(request)
    for (const line of requestLines(this.#told(request), hidden)) this.#write(line)
    const start = this.#clock.now().getTime()
    const took = () => `${this.#clock.now().getTime() - start} ms`
    try {
      const response = await this.#inner.send(request)
      for (const line of responseLines(this.#told(response), hidden, took())) this.#write(line)
      return response
    } catch (error) {
      const why = error instanceof ExchangeFailed ? `${error.message}, ${error.reach}` : 'unexpected failure'
      this.#write(`< ${showText(why, hidden)}, after ${took()}`)
      throw error
    }
  }

  warm(address: string): void {
    this.#inner.warm?.(address)
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
