import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { onTestFinished } from 'vitest'
import {
  changed,
  type GitlabGrant,
  type GitlabVariable,
  type LoggedRequest,
  Refused,
} from './gitlab/project.ts'

/** What becomes of a request instead: an answer, or a lost connection before or after it was done. */
export type Fate = Response | 'cut-before' | 'cut-after' | undefined

type GitlabContext = Context<{ Bindings: HttpBindings }>

const fresh = {
  variable_type: 'env_var',
  protected: false,
  masked: false,
  hidden: false,
  raw: false,
} as const

/** GitLab's REST API for CI/CD variables, as its pages describe it. */
export class GitlabEmulator {
  readonly requests: LoggedRequest[] = []
  /** By `projects/acme/site` and `groups/acme`. */
  readonly owners = new Map<string, GitlabVariable[]>()
  readonly grants = new Map<string, GitlabGrant>()
  /** Decides on a request before it is done. */
  fate: (request: LoggedRequest) => Fate = () => undefined
  url = ''

  /** Puts a variable there as somebody else would. */
  put(owner: string, key: string, given: Partial<GitlabVariable> & { value: string }): void {
    const variable = { ...fresh, key, environment_scope: '*', description: null, ...given }
    const others = this.variables(owner).filter(
      one => one.key !== key || one.environment_scope !== variable.environment_scope,
    )
    this.owners.set(owner, [...others, variable])
  }

  variables(owner: string): GitlabVariable[] {
    return this.owners.get(owner) ?? []
  }

  /** The variable of all environments, or of one scope. */
  variable(owner: string, key: string, scope = '*'): GitlabVariable | undefined {
    return this.variables(owner).find(one => one.key === key && one.environment_scope === scope)
  }

  async serve(
    c: GitlabContext,
    work: (owner: GitlabVariable[], request: LoggedRequest) => Response,
  ): Promise<Response> {
    const request = await logged(c)
    this.requests.push(request)
    const fate = this.fate(request)
    if (typeof fate === 'object') return fate
    const hangUp = () => {
      c.env.incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    }
    if (fate === 'cut-before') return hangUp()
    const answer = this.#answer(c, request, work)
    return fate === 'cut-after' ? hangUp() : answer
  }

  #answer(c: GitlabContext, request: LoggedRequest, work: Parameters<this['serve']>[1]): Response {
    try {
      return work(this.#admit(c, request), request)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return c.json(error.body, error.status)
    }
  }

  #admit(c: GitlabContext, { method, path, headers }: LoggedRequest): GitlabVariable[] {
    const grant = this.grantOf(headers)
    if (!grant) throw new Refused(401, { message: '401 Unauthorized' })
    const { role = 'maintainer', scopes = ['api'] } = grant
    if (path.endsWith('/self')) return []
    if (!scopes.includes('api') && !(method === 'GET' && scopes.includes('read_api'))) {
      throw new Refused(403, {
        error: 'insufficient_scope',
        error_description: 'The request requires higher privileges than provided by the access token.',
        scope: 'api',
      })
    }
    const kind = path.startsWith('/api/v4/groups/') ? 'groups' : 'projects'
    const owner = this.owners.get(`${kind}/${c.req.param('id')}`)
    if (!owner)
      throw new Refused(404, { message: `404 ${kind === 'groups' ? 'Group' : 'Project'} Not Found` })
    if (path.includes('/variables') && role !== 'maintainer')
      throw new Refused(403, { message: '403 Forbidden' })
    return owner
  }

  grantOf(headers: Record<string, string>): GitlabGrant | undefined {
    const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
    const grant = this.grants.get(bearer ?? headers['private-token'] ?? '')
    return grant?.oauth && !bearer ? undefined : grant
  }
}

async function logged(c: GitlabContext): Promise<LoggedRequest> {
  const text = await c.req.text()
  const { pathname, search } = new URL(c.req.url)
  const headers = c.req.header()
  if (text !== '' && headers['content-type'] !== 'application/json')
    throw new Error('a body that is not JSON')
  return {
    method: c.req.method,
    path: pathname + search,
    headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

/** Hidden variables show no value. */
function shown({ value, ...variable }: GitlabVariable) {
  return { ...variable, value: variable.hidden ? null : value }
}

function only(c: GitlabContext, owner: readonly GitlabVariable[]): GitlabVariable {
  const scope = c.req.query('filter[environment_scope]')
  const found = owner.filter(
    one => one.key === c.req.param('key') && (scope === undefined || one.environment_scope === scope),
  )
  const [variable, another] = found
  if (!variable) throw new Refused(404, { message: '404 Variable Not Found' })
  if (another)
    throw new Refused(409, {
      message:
        "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
    })
  return variable
}

/** https://docs.gitlab.com/api/project_level_variables and …/group_level_variables */
function variableRoutes(app: Hono<{ Bindings: HttpBindings }>, base: string, gitlab: GitlabEmulator): void {
  app.get(base, c => gitlab.serve(c, () => c.json({ id: 1, full_path: c.req.param('id') })))

  app.get(`${base}/variables/:key`, c => gitlab.serve(c, owner => c.json(shown(only(c, owner)))))

  app.post(`${base}/variables`, c =>
    gitlab.serve(c, (owner, { body }) => {
      const { key, value, ...rest } = Object(body)
      if (typeof key !== 'string' || typeof value !== 'string')
        throw new Refused(400, { error: 'key is missing, value is missing' })
      const variable = changed({ ...fresh, key, value, environment_scope: '*', description: null }, rest)
      if (owner.some(one => one.key === key && one.environment_scope === variable.environment_scope)) {
        throw new Refused(400, { message: { key: [`(${key}) has already been taken`] } })
      }
      owner.push(variable)
      return c.json(shown(variable), 201)
    }),
  )

  app.put(`${base}/variables/:key`, c =>
    gitlab.serve(c, (owner, { body }) => {
      const old = only(c, owner)
      const variable = changed(old, Object(body))
      owner.splice(owner.indexOf(old), 1, variable)
      return c.json(shown(variable))
    }),
  )
}

/** Starts one on loopback until the test ends; the project `acme/site` and the group `acme` are there, `glpat-maintainer` may write. */
export async function startGitlab(): Promise<GitlabEmulator> {
  const gitlab = new GitlabEmulator()
  for (const owner of ['projects/acme/site', 'groups/acme']) gitlab.owners.set(owner, [])
  gitlab.grants.set('glpat-maintainer', {})
  const app = new Hono<{ Bindings: HttpBindings }>()
  for (const kind of ['projects', 'groups']) variableRoutes(app, `/api/v4/${kind}/:id`, gitlab)
  app.get('/api/v4/personal_access_tokens/self', c =>
    gitlab.serve(c, (_, { headers }) => {
      const grant = gitlab.grantOf(headers)
      if (grant?.oauth) throw new Refused(401, { message: '401 Unauthorized' })
      return c.json({ id: 7, active: true, revoked: false, scopes: grant?.scopes ?? ['api'] })
    }),
  )
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  await new Promise<void>(resolve => (server.listening ? resolve() : server.once('listening', resolve)))
  gitlab.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => void server.close())
  return gitlab
}
