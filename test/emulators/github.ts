import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { GithubPlace, type Grant, type LoggedRequest, Refused } from './github/place.ts'
import { SealedBoxes } from './github/sealed-boxes.ts'
import { secretRoutes } from './github/secret-routes.ts'
import { variableRoutes } from './github/variable-routes.ts'

/** What becomes of a request instead: an answer, or a lost connection before or after it was done. */
export type Fate = Response | 'cut-before' | 'cut-after' | undefined

export type GithubContext = Context<{
  Bindings: HttpBindings
  Variables: { place: GithubPlace; body: unknown }
}>

/** GitHub's REST API for secrets and variables of Actions, as its pages describe it; libsodium opens what it is sent. */
export class GithubEmulator {
  readonly requests: LoggedRequest[] = []
  /** By `owner/repo`, `owner/repo@environment` and `org`, in lower case. */
  readonly places = new Map<string, GithubPlace>()
  readonly grants = new Map<string, Grant>()
  readonly boxes = new SealedBoxes()
  /** Decides on a request before it is done. */
  fate: (request: LoggedRequest) => Fate | Promise<Fate> = () => undefined
  url = ''
  #seconds = 0

  place(key: string): GithubPlace {
    const found = this.places.get(key.toLowerCase()) ?? new GithubPlace()
    this.places.set(key.toLowerCase(), found)
    return found
  }

  /** GitHub's clock: a second later every time, as its dates have no smaller unit. */
  now(): string {
    return new Date(Date.UTC(2026, 2, 1) + 1000 * this.#seconds++).toISOString().replace('.000', '')
  }

  /** `METHOD path` of all that would change something. */
  get writes(): string[] {
    return this.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`)
  }

  async handle(c: GithubContext, key: string, next: () => Promise<void>): Promise<Response | undefined> {
    const request = await logged(c)
    this.requests.push(request)
    const fate = await this.fate(request)
    if (typeof fate === 'object') return fate
    if (fate === 'cut-before') return hangUp(c)
    try {
      c.set('place', this.#admit(request, key.toLowerCase()))
      c.set('body', request.body)
      await next()
      if (c.error) throw c.error
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      c.res = Response.json(
        { message: error.message, documentation_url: 'https://docs.github.com/rest' },
        { status: error.status, headers: error.headers },
      )
    }
    return fate === 'cut-after' ? hangUp(c) : undefined
  }

  #admit({ method, path, headers }: LoggedRequest, key: string): GithubPlace {
    if (!headers['user-agent']) throw new Refused(403, 'Request forbidden by administrative rules')
    if (!/application\/(vnd\.github(\.\S+)?\+)?json|\*\/\*/.test(headers.accept || '*/*')) {
      throw new Refused(415, "Must accept 'application/json'")
    }
    const version = headers['x-github-api-version']
    if (version && version !== '2022-11-28') throw new Refused(400, 'not a supported version')
    const token = /^(?:token|Bearer) (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    const grant = this.grants.get(token)
    if (!grant) throw new Refused(401, 'Bad credentials')
    const place = this.places.get(key)
    if (!place) throw new Refused(404, 'Not Found')
    const kind = path.includes('/variables') ? 'variables' : 'secrets'
    const wanted = method === 'GET' ? 'read' : 'write'
    const granted = grant[kind]
    if (granted === 'write' || granted === wanted) return place
    const holder = grant.kind === 'workflow' ? 'integration' : 'personal access token'
    throw new Refused(403, `Resource not accessible by ${holder}`, {
      'x-accepted-github-permissions': `${kind}=${wanted}`,
    })
  }
}

async function logged(c: GithubContext): Promise<LoggedRequest> {
  const text = await c.req.text()
  const { pathname, search } = new URL(c.req.url)
  const headers = c.req.header()
  if (text !== '' && !headers['content-type']?.startsWith('application/json'))
    throw new Error('a body that is not JSON')
  return {
    method: c.req.method,
    path: pathname + search,
    headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

function hangUp(c: GithubContext): Response {
  c.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Starts one on loopback until the test ends; `acme/site`, `acme/site@prod` and `acme` are there, `github_pat_writer` may write. */
export async function startGithub(): Promise<GithubEmulator> {
  const github = new GithubEmulator()
  for (const key of ['acme/site', 'acme/site@prod', 'acme']) github.place(key)
  github.grants.set('github_pat_writer', { secrets: 'write', variables: 'write' })
  const app = new Hono<{ Bindings: HttpBindings; Variables: { place: GithubPlace; body: unknown } }>()
  const scopes: Record<string, (c: GithubContext) => string> = {
    '/repos/:owner/:repo/actions': c => `${c.req.param('owner')}/${c.req.param('repo')}`,
    '/repos/:owner/:repo/environments/:environment': c =>
      `${c.req.param('owner')}/${c.req.param('repo')}@${c.req.param('environment')}`,
    '/orgs/:org/actions': c => c.req.param('org') ?? '',
  }
  for (const [base, keyOf] of Object.entries(scopes)) {
    app.use(`${base}/*`, (c, next) => github.handle(c, keyOf(c), next))
    secretRoutes(app, base, github)
    variableRoutes(app, base, github)
  }
  app.onError(error => {
    throw error
  })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  await new Promise<void>(resolve => (server.listening ? resolve() : server.once('listening', resolve)))
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => void server.close())
  return github
}
