import { Readable } from 'node:stream'
import type { HttpRequest } from '../../../ports/transport.ts'
import type { TlsSettings } from '../../transports/times.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'

/** A request as the SDK's clients hand it out. */
export interface SdkRequest {
  method: string
  protocol: string
  hostname: string
  port?: number
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: unknown
}

interface SdkResponse {
  statusCode: number
  headers: Record<string, string>
  body: Readable
}

const mostBytes = 1024 * 1024

/** Sends for the SDK's clients (STS, SSO) the way everything else is sent: proxies, authorities, limits, trace. */
export function sdkRequestHandler(world: RemoteWorld, tls: TlsSettings) {
  return {
    async handle(request: SdkRequest): Promise<{ response: SdkResponse }> {
      const url = urlOf(request)
      const transport = world.openTransport(url.origin, tls)
      const { status, headers, body } = await transport.send({
        method: methodOf(request.method),
        url: url.href,
        headers: request.headers,
        maxBytes: mostBytes,
        ...(typeof request.body === 'string' && request.body !== '' ? { body: request.body } : {}),
      })
      return {
        response: {
          statusCode: status,
          headers: unpacked(headers),
          body: Readable.from([Buffer.from(body)]),
        },
      }
    },
    updateHttpClientConfig(): void {},
    httpHandlerConfigs: () => ({}),
  }
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`)
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, one)
  }
  return url
}

function methodOf(method: string): HttpRequest['method'] {
  const known: readonly HttpRequest['method'][] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  return known.find(one => one === method) ?? 'GET'
}

/** The body was unpacked already. */
function unpacked(headers: Record<string, string>): Record<string, string> {
  const { 'content-encoding': _, 'content-length': __, ...rest } = headers
  return rest
}
