import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { PlatformUnavailable, SignInExpired } from '../../domain/errors.ts'
import { codeOf } from '../files/private-file.ts'
import { htmlOf, pageHeaders, pages, type ResultPage } from './result-page.ts'

/** What an answer comes to: a page for the person in the browser, and why it will not do, if it will not. */
export interface Verdict {
  page: ResultPage
  refusal?: Error
}

export interface ListenerOptions {
  /** How long an answer may take, milliseconds. */
  waitMs: number
  /** On which address and path of loopback, whatever its port: `http://127.0.0.1/callback`; ::1 too unless said. */
  redirectUri?: string
  /** Looks at the one answer. */
  judge(parameters: URLSearchParams): Verdict
  /** A remark to the user, one line. */
  note(line: string): void
}

const addresses = ['http://127.0.0.1/callback', 'http://[::1]/callback']

/**
 * Waits on loopback for the one answer that a browser brings (RFC 8252). Whoever names another host than the address it
 * listens at (a page that had its name point here) is answered 400 and not listened to.
 */
export class LoopbackListener {
  readonly redirectUri: string
  /** The parameters of the answer; rejects with its refusal, or `SignInExpired`. */
  readonly answer: Promise<URLSearchParams>
  readonly #server: Server
  readonly #options: ListenerOptions
  readonly #host: string
  readonly #path: string
  readonly #timer: NodeJS.Timeout
  #settle: (outcome: URLSearchParams | Error) => void = () => undefined
  #answered = false
  #noted = false

  private constructor(server: Server, address: URL, options: ListenerOptions) {
    this.#server = server
    this.#options = options
    this.#host = address.host
    this.#path = address.pathname
    this.redirectUri = address.href
    this.answer = new Promise((resolve, reject) => {
      this.#settle = outcome => (outcome instanceof Error ? reject(outcome) : resolve(outcome))
    })
    // Whoever does not wait for it any more need not hear of it.
    this.answer.catch(() => undefined)
    this.#timer = setTimeout(() => this.#settle(tooLate(options.waitMs)), options.waitMs)
    server.on('request', (request, response) => this.#take(request, response))
  }

  /** On a free port of 127.0.0.1, or of ::1 where there is no IPv4. Throws `PlatformUnavailable` where neither can be had. */
  static async open(options: ListenerOptions): Promise<LoopbackListener> {
    let failure = ''
    for (const text of options.redirectUri === undefined ? addresses : [options.redirectUri]) {
      const address = new URL(text)
      const server = process.getBuiltinModule('node:http').createServer()
      try {
        address.port = String(await listen(server, address.hostname.replace(/^\[|\]$/g, '')))
        return new LoopbackListener(server, address, options)
      } catch (error) {
        failure ||= codeOf(error) ?? 'unknown'
      }
    }
    throw new PlatformUnavailable(`no port of this machine can be listened at (${failure})`, {
      hint: '--device needs none',
    })
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    if (!this.#server.listening) return
    await new Promise<void>(resolve => {
      // What is being answered gets a moment; a browser may hold another connection open without a request.
      const end = setTimeout(() => this.#server.closeAllConnections(), 250)
      this.#server.close(() => {
        clearTimeout(end)
        resolve()
      })
      this.#server.closeIdleConnections()
    })
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.canParse(request.url ?? '', `http://${this.#host}`)
      ? new URL(request.url ?? '', `http://${this.#host}`)
      : undefined
    if (request.headers.host !== this.#host || url?.host !== this.#host) return this.#refuseHost(response)
    if (url.pathname !== this.#path) return plain(response, 404, 'not found')
    if (request.method !== 'GET') return plain(response, 405, 'only GET', { Allow: 'GET' })
    if (this.#answered) {
      this.#options.note('a second answer came from the browser and was not used')
      return show(response, pages.second)
    }
    this.#answered = true
    clearTimeout(this.#timer)
    const { page, refusal } = this.#options.judge(url.searchParams)
    response.once('close', () => this.#settle(refusal ?? url.searchParams))
    show(response, page)
  }

  #refuseHost(response: ServerResponse): void {
    plain(response, 400, 'wrong host')
    if (this.#noted) return
    this.#noted = true
    this.#options.note(`a request for another host came to ${this.#host} and was not listened to`)
  }
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => {
      server.removeListener('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

function show(response: ServerResponse, page: ResultPage): void {
  response.writeHead(page.status, { ...pageHeaders, 'Content-Type': 'text/html; charset=utf-8' })
  response.end(htmlOf(page))
}

function plain(response: ServerResponse, status: number, text: string, headers = {}): void {
  const type = { 'Content-Type': 'text/plain; charset=utf-8' }
  response.writeHead(status, { ...pageHeaders, ...type, ...headers })
  response.end(`${text}\n`)
}

function tooLate(waitMs: number): SignInExpired {
  const time = waitMs % 60_000 === 0 ? `${waitMs / 60_000} min` : `${waitMs / 1000} s`
  return new SignInExpired(`no answer came from the browser within ${time}`, {
    hint: 'nothing was changed: run it again',
  })
}
