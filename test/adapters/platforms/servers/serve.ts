import { Hono } from 'hono'
import type { Secret } from '../../../../src/domain/secret.ts'
import { listen } from '../../../../src/sandbox/server/listen.ts'
import type { Person } from '../../../contracts/platform.ts'

/** A tiny platform on loopback that speaks what the sandbox speaks for it. */
export interface PlatformServer {
  apiUrl: string
  /** `GET /v1/user`, in their order. */
  requests: string[]
  /** Who has an account. */
  people: readonly [Person, Person]
  /** What a person makes on the page. */
  makeByHand(person: Person, name: string): Promise<Secret>
  /** What a person deletes there, or what ends there. */
  endByHand(secret: Secret): Promise<void>
  close(): Promise<void>
}

/** Serves an app, noting what is asked. */
export async function serve(
  app: Hono,
  path: string,
): Promise<Pick<PlatformServer, 'apiUrl' | 'requests' | 'close'>> {
  const requests: string[] = []
  const noting = new Hono().use(async (c, next) => {
    requests.push(`${c.req.method} ${c.req.path}`)
    await next()
    c.header('Date', new Date().toUTCString())
  })
  noting.route('/', app)
  const server = await listen(0, async request => await noting.fetch(request))
  return { apiUrl: `http://127.0.0.1:${server.port}${path}`, requests, close: () => server.close() }
}

/** The bearer of a request; empty where there is none. */
export function bearerOf(header: string | undefined): string {
  return /^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? ''
}
