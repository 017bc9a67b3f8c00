import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import type { Field } from '../../answers/field.ts'
import type { GithubAddress } from './address.ts'
import type { GithubApi } from './api.ts'
import { OrganisationReach } from './organisation-reach.ts'
import { seal } from './seal.ts'

interface PublicKey {
  id: string
  bytes: Buffer
}

/** One secret of GitHub Actions: it can be written, and its date be seen. */
export class ActionsSecret {
  readonly #address: GithubAddress
  readonly #api: GithubApi
  readonly #reach: OrganisationReach

  constructor(address: GithubAddress, api: GithubApi) {
    this.#address = address
    this.#api = api
    this.#reach = new OrganisationReach(`${address.secrets}/${address.name}`, api)
  }

  /** Whether the token may see the secrets of this place; gives the `X-OAuth-Scopes` of the answer. Throws `DestinationUnavailable` when it may not. */
  async probe(): Promise<string | undefined> {
    const response = await this.#askForKey()
    await this.#api.parse(response, keyIn)
    return response.headers['x-oauth-scopes']
  }

  /** When it was last written, to the second; `undefined` when there is no such secret. */
  async updatedAt(): Promise<string | undefined> {
    const response = await this.#api.send(
      `to tell of ${this.#address.name}`,
      { kind: 'read', method: 'GET', path: this.#path },
      [200, 404],
    )
    if (response.status === 404) return undefined
    return await this.#api.parse(response, body => body.at('updated_at').text())
  }

  /** Seals it for the place and stores it. Gives whether it is new. */
  async store(secret: Secret): Promise<{ isNew: boolean }> {
    const key = await this.#publicKey()
    const reach = this.#address.scope === 'organisation' ? await this.#reach.read() : {}
    const body = { encrypted_value: await this.#seal(secret, key), key_id: key.id, ...reach }
    const response = await this.#api.send(
      `to store ${this.#address.name}`,
      { kind: 'write', method: 'PUT', path: this.#path, body },
      [201, 204],
    )
    return { isNew: response.status === 201 }
  }

  get #path(): string {
    return `${this.#address.secrets}/${this.#address.name}`
  }

  async #publicKey(): Promise<PublicKey> {
    return await this.#api.parse(await this.#askForKey(), keyIn)
  }

  async #askForKey(): Promise<HttpResponse> {
    const path = `${this.#address.secrets}/public-key`
    const what = `access to the secrets of ${this.#address.title}`
    return await this.#api.send(what, { kind: 'read', method: 'GET', path }, [200])
  }

  async #seal(secret: Secret, { bytes }: PublicKey): Promise<string> {
    try {
      return await seal(secret.reveal(), bytes)
    } catch {
      throw new DestinationUnavailable('the public key of GitHub cannot be used', {
        hint: 'check GITHUB_API_URL: something else may answer there',
        failure: 'corrupt',
      })
    }
  }
}

function keyIn(body: Field): PublicKey {
  return { id: body.at('key_id').text(), bytes: Buffer.from(body.at('key').text(), 'base64') }
}
