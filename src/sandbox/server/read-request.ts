import type { IncomingMessage } from 'node:http'

const mostBytes = 64 * 1024

/**
 * The request with all of its body, or `undefined` where that is over 64 KiB. A plain Request, unlike the listener's
 * own: it can be cloned and made into another.
 */
export async function readRequest(request: Request, incoming: IncomingMessage): Promise<Request | undefined> {
  const { method, url, headers } = request
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers })
  const chunks: Buffer[] = []
  let size = 0
  // Left open on the way out: a refusal still has to be sent on that connection.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return new Request(url, { method, headers, ...(size > 0 ? { body: Buffer.concat(chunks) } : {}) })
}
