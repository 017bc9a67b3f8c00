import type { IncomingHttpHeaders } from 'node:http'
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'

/** What an emulator was asked. */
export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

/** What happens to one request instead of its answer: another answer, or no answer, before or after it took effect. */
export type Fault =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { cut: 'before' | 'after' }

export interface Emulator {
  url: string
  /** Everything that was asked, in order. */
  asked: Asked[]
  /** The next request that fits meets the fault, `times` of them. */
  meddle(fits: (asked: Asked) => boolean, fault: Fault, times?: number): void
  close(): Promise<void>
}

export type EmulatorEnv = { Bindings: HttpBindings }

interface Meddling {
  fits: (asked: Asked) => boolean
  fault: Fault
  left: number
}

/** Serves the routes of a service on loopback, with TLS where options are given. */
export async function serveFaulty(routes: Hono<EmulatorEnv>, tls?: TlsOptions): Promise<Emulator> {
  const asked: Asked[] = []
  const meddlings: Meddling[] = []
  const app = new Hono<EmulatorEnv>()
  app.use(async (context, next) => {
    const { pathname, searchParams } = new URL(context.req.url)
    const headers = context.env.incoming.headers
    const one = {
      method: context.req.method,
      path: pathname,
      query: searchParams,
      headers,
      body: await context.req.text(),
    }
    asked.push(one)
    const meddling = meddlings.find(({ fits, left }) => left > 0 && fits(one))
    if (meddling) meddling.left--
    const fault = meddling?.fault
    const socket = context.env.incoming.socket
    if (fault && 'status' in fault) return answerOf(fault)
    if (fault?.cut === 'before') {
      socket.destroy()
      return new Response(null)
    }
    await next()
    if (fault?.cut === 'after') socket.destroy()
    return undefined
  })
  app.route('/', routes)
  const secure = tls && { createServer: createTlsServer, serverOptions: tls }
  const server = await new Promise<ReturnType<typeof serve>>(resolve => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, ...secure }, () =>
      resolve(started),
    )
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    meddle: (fits, fault, times = 1) => void meddlings.push({ fits, fault, left: times }),
    close: async () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise<void>(resolve => void server.close(() => resolve()))
    },
  }
}

function answerOf({ status, headers, body }: Extract<Fault, { status: number }>): Response {
  const text = typeof body === 'string' || body === undefined ? (body ?? '') : JSON.stringify(body)
  return new Response(text, { status, headers: { 'Content-Type': 'application/json', ...headers } })
}
