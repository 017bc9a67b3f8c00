import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from '../fakes/certificates.ts'

export interface AccountServer {
  /** `https://127.0.0.1:PORT`, without a path. */
  origin: string
  /** `127.0.0.1:PORT`. */
  host: string
  close(): Promise<void>
}

/**
 * An account with so many tokens, answered at once: as the platform's `/users/me` and, for gh, as GitHub's `/user/keys`
 * of the same size. It has no limits and keeps nothing.
 */
export async function startAccountServer(count: number, tls?: Certificates): Promise<AccountServer> {
  const answers = { tokens: accountOf(count), keys: keysOf(count) }
  const listener: RequestListener = (request, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.end(request.url?.startsWith('/api/v3/') ? answers.keys : answers.tokens)
  }
  const server: Server = tls
    ? createTlsServer({ key: tls.key, cert: tls.cert }, listener)
    : createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin: `${tls ? 'https' : 'http'}://${host}`,
    host,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** The secret of its first token; the server takes any. */
export const anySecret = `1|${'s'.repeat(48)}`

const createdAt = '2026-11-01T10:00:00.000000Z'
const nameOf = (at: number) => `deploy-${String(at).padStart(6, '0')}`
const numbered = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

function accountOf(count: number): string {
  const token = { last_used_at: null, created_at: createdAt, expires_at: null, abilities: ['*'] }
  const tokens = numbered(count).map(id => ({ id, name: nameOf(id), ...token }))
  return JSON.stringify({
    user: { id: 7, email: 'dev@example.test', name: 'Dev', tokens },
    status: 'success',
  })
}

function keysOf(count: number): string {
  const key = {
    key: `ssh-ed25519 ${'A'.repeat(68)}`,
    created_at: createdAt,
    verified: true,
    read_only: false,
  }
  return JSON.stringify(numbered(count).map(id => ({ id, title: nameOf(id), ...key })))
}
