import type { IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import { FaultyServer, type Reply } from './faulty-server.ts'

export interface DopplerRequest {
  method: string
  path: string
  query: Record<string, string>
  headers: IncomingHttpHeaders
  body: string
}

export const dopplerToken = 'dp.st.prd.0123456789abcdefghijklmnopqrstuvwxyz'

interface Change {
  name: unknown
  originalName: unknown
  value: unknown
  originalValue: unknown
}

/**
 * Doppler's API on loopback, from its documentation alone: no client of theirs drives it. It has the config `prd` of the
 * project `site`; a change request is refused when what it says of the original is not so.
 */
export class DopplerEmulator {
  readonly server = new FaultyServer<DopplerRequest>()
  readonly secrets = new Map<string, string>()
  /** Names whose raw value is not shown. */
  readonly restricted = new Set<string>()
  /** What tokens may do. */
  readonly tokens = new Map([[dopplerToken, 'read/write']])

  get url(): string {
    return this.server.url
  }

  /** The requests so far, as `GET /v3/configs/config`. */
  get calls(): string[] {
    return this.server.requests.map(({ method, path }) => `${method} ${path}`)
  }

  async start(): Promise<this> {
    await this.server.start({
      parse: ({ target, ...request }) => {
        const { pathname, searchParams } = new URL(target, 'http://x')
        return { ...request, path: pathname, query: Object.fromEntries(searchParams) }
      },
      answer: request => this.#answer(request),
    })
    return this
  }

  #answer(request: DopplerRequest): Reply {
    const { method, path, query, headers, body } = request
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
    const access = token === undefined ? undefined : this.tokens.get(token)
    if (!access) return failed(401, 'Invalid Auth token')
    if (method === 'POST' && path === '/v3/configs/config/secrets') {
      if (headers['content-type'] !== 'application/json') return failed(415, 'Unsupported content type')
      const sent = JSON.parse(body) as Record<string, unknown>
      return config(sent) ?? (access === 'read' ? noWrite : this.#change(sent.change_requests))
    }
    if (method !== 'GET') return failed(404, 'Not found')
    const missing = config(query)
    if (missing) return missing
    if (path === '/v3/configs/config')
      return { status: 200, body: { config: { name: 'prd', project: 'site' } } }
    if (path === '/v3/configs/config/secrets/names')
      return { status: 200, body: { names: ['DOPPLER_CONFIG', ...this.secrets.keys()] } }
    return path === '/v3/configs/config/secret' ? this.#show(query.name ?? '') : failed(404, 'Not found')
  }

  #show(name: string): Reply {
    const value = this.secrets.get(name)
    if (value === undefined) return failed(404, `Could not find requested secret: ${name}`)
    const isHidden = this.restricted.has(name)
    const [raw, visibility] = isHidden ? [null, 'restricted'] : [value, 'masked']
    const shown = { raw, computed: raw, note: '', rawVisibility: visibility, computedVisibility: visibility }
    return { status: 200, body: { name, value: shown, success: true } }
  }

  #change(requests: unknown): Reply {
    if (!Array.isArray(requests) || requests.length !== 1) return failed(400, 'change_requests must be given')
    const { name, originalName, value, originalValue } = requests[0] as Change
    if (typeof name !== 'string' || !/^[A-Z_][A-Z0-9_]*$/.test(name))
      return failed(400, 'Invalid secret name')
    if (typeof value !== 'string') return failed(400, 'Invalid secret value')
    const held = this.secrets.get(name)
    if (originalName !== (held === undefined ? null : name)) return failed(400, 'originalName does not match')
    if (originalValue !== (held ?? null)) return failed(400, 'originalValue does not match')
    this.secrets.set(name, value)
    return { status: 200, body: { secrets: { [name]: { raw: value, computed: value } }, success: true } }
  }
}

const noWrite = failed(403, 'This token does not have access to write secrets')

function config({ project, config: name }: Record<string, unknown>): Reply | undefined {
  if (project !== 'site') return failed(404, 'Could not find requested project')
  return name === 'prd' ? undefined : failed(404, 'Could not find requested config')
}

function failed(status: number, message: string): Reply {
  return { status, body: { messages: [message], success: false } }
}

/** A Doppler that ends with the test. */
export async function startDoppler(): Promise<DopplerEmulator> {
  const doppler = await new DopplerEmulator().start()
  onTestFinished(() => doppler.server.stop())
  return doppler
}
