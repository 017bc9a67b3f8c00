import type { Dialect } from '../dialects/dialect.ts'
import { type ApiParts, answerApi } from './answer-api.ts'
import { deliver } from './deliver.ts'
import type { Sockets } from './listen.ts'
import { isLoopbackHost } from './loopback-host.ts'
import { readRequest } from './read-request.ts'

export interface Parts extends ApiParts {
  apiPathOf: Dialect['apiPathOf']
  /** Answers everything that is not the API: the pages for people. */
  showPage(request: Request, ip: string): Response | Promise<Response>
}

/** Answers one request: refused for a foreign `Host` or its size, else by the API or by the pages. */
export async function route(arriving: Request, sockets: Sockets, parts: Parts): Promise<Response> {
  const { incoming, outgoing } = sockets
  const refused = (message: string, status: number) =>
    deliver(
      { response: Response.json({ message }, { status }), delivery: 'whole', date: parts.clock() },
      outgoing,
    )
  const url = new URL(arriving.url)
  const port = incoming.socket.localPort ?? 0
  if (!isLoopbackHost(incoming.headers.host, port) || !isLoopbackHost(url.host, port)) {
    return refused('This sandbox answers on loopback only.', 421)
  }
  const request = await readRequest(arriving, incoming)
  if (!request) return refused('', 413)
  const ip = incoming.socket.remoteAddress ?? ''
  const path = parts.apiPathOf(url.pathname)
  if (path !== undefined) return deliver(await answerApi(request, path, ip, parts), outgoing)
  const response = await parts.showPage(request, ip)
  return deliver({ response, delivery: 'whole', date: parts.clock() }, outgoing)
}
