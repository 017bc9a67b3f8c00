import http from 'node:http'
import https from 'node:https'
import { makeCertificates } from '../fakes/certificates.ts'
import type { Scene } from './scene.ts'
import { startServerProcess, trusting } from './server-process.ts'

/** `h2` speaks HTTP/2 and HTTP/1.1, `https` HTTP/1.1 alone. */
export type Protocol = 'h2' | 'https'

/** A platform without limits that holds so many tokens besides the one that is used: ids from 2 on. */
export interface BulkPlatform {
  tokens: number
  /** `https://127.0.0.1:PORT` */
  origin: string
  /** Of a holder of the token with the id 1. */
  env: Record<string, string>
  /** The file of the authority that signed its certificate. */
  authority: string
  /** Puts it back as it was in the beginning. */
  reset(): Promise<void>
}

export async function startBulkPlatform(
  scene: Scene,
  protocol: Protocol,
  tokens: number,
): Promise<BulkPlatform> {
  const { ca, ...certificate } = makeCertificates()
  const args = [protocol, String(tokens)]
  const port = await startServerProcess(scene, 'bulk-server.js', args, JSON.stringify(certificate))
  const origin = `https://127.0.0.1:${port}`
  const trust = await trusting(scene, { ca })
  const credential = { BEATPASS_API_URL: origin, BEATPASS_TOKEN: `1|${'a'.repeat(48)}` }
  return {
    tokens,
    origin,
    env: { ...scene.env, ...trust, ...credential },
    authority: trust.SSL_CERT_FILE,
    reset: () => put(`${origin}/reset`, ca),
  }
}

/** A connection of its own each time: a kept one would be stale after a command. */
function put(url: string, ca: string): Promise<void> {
  const { request } = url.startsWith('http:') ? http : https
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT', ca, agent: false }, answer =>
      answer.resume().on('end', resolve),
    )
    sent.on('error', reject).end()
  })
}
