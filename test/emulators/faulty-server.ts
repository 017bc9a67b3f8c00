import type { IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type HttpBindings, type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'

/** What an emulator answers: a status and the JSON of its body, if any. */
export interface Reply {
  status: number
  body?: unknown
}

/** A request as it came: `target` is its path and query, not decoded. */
export interface EmulatedRequest {
  method: string
  target: string
  headers: IncomingMessage['headers']
  body: string
}

/** What becomes of a request instead of its answer: in place of the work, or `after` it was done. */
export interface Fault<Request> {
  when(request: Request): boolean
  answer: number | 'cut' | { status: number; headers?: Record<string, string>; body: string }
  after?: boolean
}

/** The parts of an emulator of a service. */
export interface Emulated<Request> {
  parse(request: EmulatedRequest): Request
  answer(request: Request): Reply
  tls?: { key: string; cert: string } | undefined
}

/** A server on loopback that answers with JSON, writes down what it was asked, and misbehaves where it is told to. */
export class FaultyServer<Request> {
  readonly requests: Request[] = []
  readonly faults: Fault<Request>[] = []
  url = ''
  #server: ServerType | undefined

  async start({ parse, answer, tls }: Emulated<Request>): Promise<void> {
    const app = new Hono<{ Bindings: HttpBindings }>()
    app.all('*', async c => {
      const { incoming } = c.env
      const { method = '', url: target = '', headers } = incoming
      const request = parse({ method, target, headers, body: await c.req.text() })
      this.requests.push(request)
      const fault = this.faults.find(({ when }) => when(request))
      const reply = fault && !fault.after ? undefined : answer(request)
      return fault ? misbehave(fault.answer, incoming) : responseOf(reply ?? { status: 500 })
    })
    const secure = tls && { createServer: createTlsServer, serverOptions: tls }
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, ...secure })
    await new Promise<void>(resolve => server.once('listening', () => resolve()))
    this.url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.#server = server
  }

  stop(): void {
    if (this.#server && 'closeAllConnections' in this.#server) this.#server.closeAllConnections()
    this.#server?.close()
  }
}

function responseOf({ status, body }: Reply): Response {
  if (body === undefined) return new Response(null, { status })
  const headers = { 'content-type': 'application/json' }
  return new Response(JSON.stringify(body), { status, headers })
}

function misbehave(answer: Fault<unknown>['answer'], incoming: IncomingMessage): Response {
  if (typeof answer === 'object') return new Response(answer.body, answer)
  if (answer !== 'cut') return responseOf({ status: answer, body: { errors: ['as the test asked'] } })
  incoming.socket.destroy()
  return new Response(null)
}
