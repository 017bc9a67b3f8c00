import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall } from '../remote/service.ts'
import { type VaultAccess, vaultAccess } from './access.ts'

/** A call below `/v1`; `path` is in parts, not yet encoded. */
export interface VaultCall {
  kind: ServiceCall['kind']
  method: ServiceCall['method']
  path: readonly string[]
  body?: string
  contentType?: string
  /** What of the body is secret. */
  hidden?: readonly Secret[]
}

interface Opened {
  access: VaultAccess
  service: Service
}

/** The HTTP interface of a Vault or OpenBao server. Nothing is looked up before the first call. */
export class VaultClient {
  readonly #world: RemoteWorld
  #opened: Promise<Opened> | undefined

  constructor(world: RemoteWorld) {
    this.#world = world
  }

  /** Gives any answer below 500 but 429 and redirections. Throws as `Service.send`. */
  async send(call: VaultCall): Promise<HttpResponse> {
    const { access, service } = await this.#open()
    const { kind, method, path, body, hidden = [], contentType = 'application/json' } = call
    const response = await service.send({
      kind,
      method,
      path: `/v1/${path.map(encodeURIComponent).join('/')}`,
      headers: {
        accept: 'application/json',
        'x-vault-request': 'true',
        'x-vault-token': access.token.reveal(),
        ...(access.namespace === undefined ? {} : { 'x-vault-namespace': access.namespace }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
      hidden,
    })
    if (response.status < 300 || response.status >= 400) return response
    throw new DestinationUnavailable(`${service.title} sends elsewhere (${response.status})`, {
      hint: `set ${access.title === 'Vault' ? 'VAULT_ADDR' : 'BAO_ADDR'} to the address of the active server`,
      failure: 'refused',
    })
  }

  /** See `Service.parse`. */
  async parse<T>(response: HttpResponse, read: (body: Field) => T): Promise<T> {
    return (await this.#open()).service.parse(response, read)
  }

  /** The error for an answer that refuses `what`; `needs` is what the token's policy must allow for it. */
  async refusal(what: string, response: HttpResponse, needs: string): Promise<DestinationUnavailable> {
    const { service } = await this.#open()
    const words = vaultErrors(response)?.join('; ')
    if (response.status !== 403)
      return service.refusal(what, response, 'ask those who run that server', words)
    const own = await this.send({ kind: 'read', method: 'GET', path: ['auth', 'token', 'lookup-self'] })
    const hint =
      own.status === 200 ? needs : 'the token is not valid there (any more): vault login, or set VAULT_TOKEN'
    return service.refusal(what, response, hint, words)
  }

  /** An error in our own words, which begins with the name of the server. */
  async failure(words: string, hint: string): Promise<DestinationUnavailable> {
    const { service } = await this.#open()
    return new DestinationUnavailable(`${service.title} ${words}`, { hint, failure: 'refused' })
  }

  #open(): Promise<Opened> {
    this.#opened ??= vaultAccess(this.#world).then(access => {
      const { title, baseUrl, ca } = access
      const tls = ca === undefined ? {} : { ca }
      return { access, service: new Service({ title, baseUrl, tls }, this.#world) }
    })
    return this.#opened
  }
}

/** What the server says is wrong; `undefined` where the answer is not one of Vault's. */
export function vaultErrors(response: HttpResponse): string[] | undefined {
  const errors = new Field(jsonIn(response.body)).at('errors').value
  return Array.isArray(errors) ? errors.map(error => String(error).replace(/\s+/g, ' ').trim()) : undefined
}
