import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'

export interface ScriptedAnswer {
  status?: number
  headers?: Record<string, string>
  /** Text as it is, anything else as JSON. */
  body?: unknown
  /** Hangs up instead: before the answer, or in the middle of its body. */
  cut?: 'before' | 'within'
}

export interface RecordedRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: unknown
}

export interface ScriptedServer {
  url: string
  requests: RecordedRequest[]
  /** Ends the server; fails when it was not asked exactly as often as it has answers. */
  close(): Promise<void>
}

/** A real HTTP server on loopback that gives these answers, one a request. */
export async function startScriptedServer(answers: ScriptedAnswer[]): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const { method = '', url = '', headers } = request
      requests.push({ method, path: url, headers, body: text === '' ? undefined : JSON.parse(text) })
      const answer = answers[requests.length - 1]
      if (!answer || answer.cut === 'before') return void response.destroy()
      const { status = 200, headers: extra = {}, body } = answer
      const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
      const cutShort = answer.cut === 'within'
      const length = Buffer.byteLength(content) + (cutShort ? 10 : 0)
      const type = typeof body === 'string' ? 'text/html; charset=UTF-8' : 'application/json'
      const sized = status === 204 ? {} : { 'Content-Type': type, 'Content-Length': length }
      response.writeHead(status, { ...sized, ...extra })
      if (cutShort) response.write(content, () => response.destroy())
      else response.end(content)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
      expect(requests.length, 'requests, of the answers there were').toBe(answers.length)
    },
  }
}
