import type { IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Fault, FaultyServer, type Reply } from './faulty-server.ts'
import { envelope, Kv2, refused } from './vault/kv2.ts'
import { allows, type Capability, capabilitiesAt, type Policy, seesMount } from './vault/policies.ts'

export interface VaultRequest {
  method: string
  /** Behind `/v1/`, decoded; all of it where it does not begin so. */
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface VaultOptions {
  /** `X-Vault-Namespace` that must be given. */
  namespace?: string
  tls?: { key: string; cert: string }
}

export const rootToken = 'hvs.CAESIroot0123456789abcdefghijklmnop'

const forbidden: Reply = { status: 403, body: { errors: ['permission denied'] } }

/**
 * A Vault on loopback, written from its API documentation and held to what hvac sends: a KV engine of version 2 at `kv` and
 * `team/secrets`, one of version 1 at `old`, a cubbyhole. A request that Vault would not take is refused.
 */
export class VaultEmulator {
  readonly engines: Record<string, Kv2> = { 'kv/': new Kv2(), 'team/secrets/': new Kv2() }
  readonly tokens = new Map<string, Policy>([[rootToken, 'root']])
  readonly #server = new FaultyServer<VaultRequest>()
  /** Whether it knows PATCH, as it does since 1.9. */
  patches = true
  /** Whether tokens have the policy `default`, which lets them look themselves up and ask for their capabilities. */
  defaultPolicy = true
  readonly #options: VaultOptions

  constructor(options: VaultOptions = {}) {
    this.#options = options
  }

  get kv(): Kv2 {
    return this.engines['kv/'] ?? new Kv2()
  }

  /** A token with these rules; the paths begin with a mount. */
  token(policy: Policy): string {
    const token = `hvs.CAESIscoped${this.tokens.size}0123456789abcdefgh`
    this.tokens.set(token, policy)
    return token
  }

  /** The requests so far, as `GET kv/data/ci`. */
  get calls(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`)
  }

  get url(): string {
    return this.#server.url
  }

  get requests(): VaultRequest[] {
    return this.#server.requests
  }

  get faults(): Fault<VaultRequest>[] {
    return this.#server.faults
  }

  async start(): Promise<this> {
    const behindV1 = (target: string) => /^\/v1\/([^?]*)/.exec(target)?.[1] ?? target
    await this.#server.start({
      parse: ({ target, ...request }) => ({ ...request, path: decodeURIComponent(behindV1(target)) }),
      answer: request => this.#answer(request),
      tls: this.#options.tls,
    })
    return this
  }

  stop(): void {
    this.#server.stop()
  }

  #answer(request: VaultRequest): Reply {
    const { method, path, headers, body } = request
    if (path.startsWith('/')) return { status: 404, body: { errors: [] } }
    if (headers['x-vault-request'] !== 'true')
      return { status: 412, body: { errors: ['missing X-Vault-Request'] } }
    if (/(?! )[\p{C}\p{Z}]/u.test(path)) return { status: 400 }
    if (path.includes('..')) return refused('path cannot contain parent references')
    const token = headers['x-vault-token']
    if (token === undefined) return refused('missing client token')
    const policy = this.tokens.get(String(token))
    if (!policy || headers['x-vault-namespace'] !== this.#options.namespace) return forbidden
    if (path.endsWith('/') && method !== 'GET') return refused("cannot write to a path ending in '/'")
    if (path === 'auth/token/lookup-self')
      return this.defaultPolicy ? { status: 200, body: envelope({ policies: ['default'] }) } : forbidden
    if (path === 'sys/capabilities-self') return this.#capabilities(policy, body)
    if (path.startsWith('sys/internal/ui/mounts/')) return this.#mountOf(policy, path.slice(23))
    return this.#keep(policy, request)
  }

  #capabilities(policy: Policy, body: string): Reply {
    if (!this.defaultPolicy && policy !== 'root') return forbidden
    const { paths } = JSON.parse(body) as { paths: string[] }
    const all = Object.fromEntries(paths.map(path => [path, capabilitiesAt(policy, path)]))
    return { status: 200, body: { ...all, ...envelope(all) } }
  }

  #mountOf(policy: Policy, path: string): Reply {
    const types = { 'old/': ['kv', { version: '1' }], 'cubbyhole/': ['cubbyhole', null] } as const
    const versioned = Object.keys(this.engines).map(mount => [mount, ['kv', { version: '2' }]] as const)
    const found = [...versioned, ...Object.entries(types)].find(([mount]) => `${path}/`.startsWith(mount))
    if (!found || !seesMount(policy, found[0])) {
      const words = `preflight capability check returned 403, please ensure client's policies grant access to path "${path}/"`
      return { status: 403, body: { errors: [words] } }
    }
    const [mount, [type, options]] = found
    return { status: 200, body: envelope({ path: mount, type, options, description: '', local: false }) }
  }

  #keep(policy: Policy, { method, path, headers, body }: VaultRequest): Reply {
    const mount = Object.keys(this.engines).find(at => path.startsWith(at))
    const engine = mount === undefined ? undefined : this.engines[mount]
    const [, part, inside = ''] = /^(data|metadata)\/(.+)$/s.exec(path.slice(mount?.length)) ?? []
    const may = (capability: Capability) => allows(policy, path, capability)
    if (!engine || !part) {
      const words = `no handler for route "${path}". route entry not found.`
      return policy === 'root' ? { status: 404, body: { errors: [words] } } : forbidden
    }
    if (method === 'GET') {
      if (!may('read')) return forbidden
      return part === 'data' ? engine.read(inside) : engine.readMetadata(inside)
    }
    if (method === 'DELETE') {
      if (!may('delete')) return forbidden
      return part === 'data' ? engine.deleteLatest(inside) : engine.deleteAll(inside)
    }
    if (part !== 'data') return { status: 405, body: { errors: ['unsupported operation'] } }
    if (method === 'PATCH') return this.#patch(engine, inside, may('patch'), headers['content-type'], body)
    if (method !== 'POST' && method !== 'PUT')
      return { status: 405, body: { errors: ['unsupported operation'] } }
    if (!may(engine.exists(inside) ? 'update' : 'create')) return forbidden
    return engine.write(inside, JSON.parse(body))
  }

  #patch(engine: Kv2, inside: string, may: boolean, type: string | undefined, body: string): Reply {
    if (!this.patches)
      return { status: 405, body: { errors: ['1 error occurred:\n\t* unsupported operation\n\n'] } }
    if (type !== 'application/merge-patch+json')
      return {
        status: 415,
        body: { errors: ['PATCH requires Content-Type of application/merge-patch+json'] },
      }
    return may ? engine.patch(inside, JSON.parse(body)) : forbidden
  }
}

/** A Vault that ends with the test. */
export async function startVault(options?: VaultOptions): Promise<VaultEmulator> {
  const vault = await new VaultEmulator(options).start()
  onTestFinished(() => vault.stop())
  return vault
}
