import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { InvalidInput } from '../../domain/errors.ts'

export interface Sockets {
  incoming: IncomingMessage
  outgoing: ServerResponse
}
export type Handler = (request: Request, sockets: Sockets) => Promise<Response>

export interface Listening {
  port: number
  /** Closes every connection, also idle ones, and waits for the requests under way. */
  close(): Promise<void>
}

/** Serves on 127.0.0.1; port 0 takes a free one. Throws `InvalidInput` where the port cannot be had. */
export async function listen(port: number, handler: Handler): Promise<Listening> {
  const underWay = new Set<Promise<unknown>>()
  const tracked: Handler = (request, sockets) => {
    const answer = handler(request, sockets).finally(() => underWay.delete(answer))
    underWay.add(answer)
    return answer
  }
  const listener = getRequestListener((request, sockets) => tracked(request, sockets as Sockets), {
    overrideGlobalObjects: false,
  })
  const server = createServer(listener)
  await bound(server, port)
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await Promise.allSettled([closed, ...underWay])
    },
  }
}

function bound(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const hint = 'choose another --port, or leave it out'
      if (error.code === 'EADDRINUSE') return reject(new InvalidInput(`port ${port} is in use`, { hint }))
      if (error.code === 'EACCES') return reject(new InvalidInput(`port ${port} is not allowed`, { hint }))
      reject(error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}
