import type { Application } from '../../src/domain/application.ts'
import { AppNotFound, CredentialRejected, InputRefused } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import type * as port from '../../src/ports/applications.ts'

/** The OAuth applications of one account in memory; a web application's secret is the newest of its own. */
export class MemoryApplications implements port.Applications {
  readonly scopes = ['user.profile', 'beats.read']
  /** What it was asked for: `create Beat Shop`. */
  readonly calls: string[] = []
  /** Runs around every call: what it throws before or after `act` is thrown. */
  interpose: <T>(call: string, act: () => T) => T = (_, act) => act()
  readonly #apps = new Map<string, Application>()
  readonly #accepts: (credential: Secret) => boolean
  #secrets = 0

  /** Takes any credential unless told which. */
  constructor(accepts: (credential: Secret) => boolean = () => true) {
    this.#accepts = accepts
  }

  async list(by: Secret): Promise<Application[]> {
    return this.#call('list', by, () => [...this.#apps.values()])
  }

  async find(by: Secret, id: string): Promise<Application> {
    return this.#call(`find ${id}`, by, () => this.#own(id))
  }

  async create(by: Secret, { name, type, redirectUris, scopes }: port.NewApplication) {
    return this.#call(`create ${name}`, by, () => {
      const id = `client_${this.#apps.size + 1}`
      const createdAt = new Date(Date.UTC(2026, 0, 1 + this.#apps.size))
      const app: Application = { id, name, type, status: 'active', redirectUris, scopes, createdAt }
      this.#apps.set(id, app)
      return { app, secret: type === 'web' ? this.#newSecret() : undefined }
    })
  }

  async renewSecret(by: Secret, id: string): Promise<Secret> {
    return this.#call(`renew ${id}`, by, () => {
      const { type, status } = this.#own(id)
      if (type !== 'web' || status === 'revoked') throw new InputRefused('memory: it has no secret')
      return this.#newSecret()
    })
  }

  async revoke(by: Secret, id: string): Promise<void> {
    return this.#call(`revoke ${id}`, by, () => {
      this.#apps.set(id, { ...this.#own(id), status: 'revoked' })
    })
  }

  #own(id: string): Application {
    const app = this.#apps.get(id)
    if (!app) throw new AppNotFound(`no application has the id '${id}'`)
    return app
  }

  #newSecret(): Secret {
    this.#secrets++
    return new Secret(`client-secret-${this.#secrets}`)
  }

  #call<T>(call: string, by: Secret, act: () => T): T {
    this.calls.push(call)
    return this.interpose(call, () => {
      if (!this.#accepts(by)) throw new CredentialRejected('memory: no such credential')
      return act()
    })
  }
}
