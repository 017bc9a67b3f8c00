import {
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { Certificates } from './certificates.ts'

export interface Http2Request {
  headers: IncomingHttpHeaders
  body: string
}

export interface Http2Server {
  url: string
  /** Every request as it came in whole. */
  requests: Http2Request[]
  /** How many connections were opened, and how many requests were under way at most. */
  connections: number
  most: number
  close(): Promise<void>
}

export type Http2Behaviour = (
  stream: ServerHttp2Stream,
  request: Http2Request,
  session: ServerHttp2Session,
) => void

/** Answers with JSON. */
export const answerJson: Http2Behaviour = stream => {
  stream.respond({ ':status': 200, 'content-type': 'application/json' })
  stream.end('{"ok":true}')
}

/** A real HTTP/2 server on loopback that speaks nothing else. */
export async function startHttp2Server(
  behave: Http2Behaviour,
  { key, cert }: Pick<Certificates, 'key' | 'cert'>,
): Promise<Http2Server> {
  const sockets = new Set<Socket>()
  let underWay = 0
  const server = createSecureServer({ key, cert })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('session', session => {
    started.connections++
    session.on('error', () => undefined)
  })
  server.on('stream', (stream, headers) => {
    started.most = Math.max(started.most, ++underWay)
    let body = ''
    stream.setEncoding('utf8').on('data', text => (body += text))
    stream.on('error', () => undefined).on('close', () => underWay--)
    stream.on('end', () => {
      const request = { headers, body }
      started.requests.push(request)
      if (stream.session) behave(stream, request, stream.session as ServerHttp2Session)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const started: Http2Server = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    connections: 0,
    most: 0,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return started
}
