import type { Clock } from '../clock.ts'
import { type ApiParts, answerApi, apiPrefix } from './answer-api.ts'
import { deliver } from './deliver.ts'
import type { Sockets } from './listen.ts'
import { isLoopbackHost } from './loopback-host.ts'

export interface Parts extends ApiParts {
  /** Answers everything that is not the API: the pages for people. */
  showPage(request: Request, ip: string): Response | Promise<Response>
  clock: Clock
}

/** Answers one request: refused for a foreign `Host`, by the API, or by the pages. */
export async function route(
  request: Request,
  { incoming, outgoing }: Sockets,
  parts: Parts,
): Promise<Response> {
  const ip = incoming.socket.remoteAddress ?? ''
  const port = incoming.socket.localPort ?? 0
  const url = new URL(request.url)
  const whole = { delivery: 'whole', date: parts.clock() } as const
  if (!isLoopbackHost(incoming.headers.host, port) || !isLoopbackHost(url.host, port)) {
    const response = Response.json({ message: 'This sandbox answers on loopback only.' }, { status: 421 })
    return deliver({ response, ...whole }, outgoing)
  }
  if (url.pathname.startsWith(`${apiPrefix}/`)) return deliver(await answerApi(request, ip, parts), outgoing)
  return deliver({ response: await parts.showPage(request, ip), ...whole }, outgoing)
}
