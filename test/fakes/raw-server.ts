import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export interface RawServer {
  url: string
  port: number
  /** Every request as it came, head and body. */
  requests: string[]
  /** How many connections were opened. */
  connections: number
  close(): Promise<void>
}

/** What a server does with a request that came in whole; `text` is its head and body. */
export type Behaviour = (socket: Socket, text: string) => void

/** A server of bare sockets on loopback, for answers that no HTTP library would send. */
export async function startRawServer(
  behave: Behaviour,
  tls?: { key: string; cert: string },
  onPort = 0,
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const accept = (socket: Socket) => {
    started.connections++
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    collect(socket, text => {
      started.requests.push(text)
      behave(socket, text)
    })
  }
  const server: Server = tls ? createTlsServer(tls, accept) : createServer(accept)
  await new Promise<void>(resolve => server.listen(onPort, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const started: RawServer = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests: [],
    connections: 0,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return started
}

function collect(socket: Socket, onRequest: (text: string) => void): void {
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0)
    if (text.length < end + 4 + length) return
    const request = text
    text = ''
    onRequest(request)
  })
}

/** An answer with a JSON body and its length, as bytes. */
export function answer(status: string, headers: Record<string, string>, body: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(body)
  const lines = Object.entries({ 'Content-Length': String(bytes.length), ...headers })
  const head = [`HTTP/1.1 ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  )
  return Buffer.concat([Buffer.from(head), bytes])
}
