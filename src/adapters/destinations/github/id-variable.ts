import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { GithubAddress } from './address.ts'
import type { GithubApi } from './api.ts'

/** The variable beside a secret, `NAME_ID`, that tells which token it holds: a secret itself cannot be read. */
export class IdVariable {
  readonly name: string
  readonly #address: GithubAddress
  readonly #api: GithubApi

  constructor(address: GithubAddress, api: GithubApi) {
    this.name = `${address.name}_ID`
    this.#address = address
    this.#api = api
  }

  /** The id, or `undefined` when there is no such variable. Throws `DestinationUnavailable` when it is used for something else. */
  async read(): Promise<string | undefined> {
    const what = `access to the variables of ${this.#address.title}`
    const response = await this.#api.send(what, { kind: 'read', method: 'GET', path: this.#path }, [200, 404])
    if (response.status === 404) return undefined
    const value = await this.#api.parse(response, body => body.at('value').text())
    if (/^\d{1,20}$/.test(value)) return value
    throw new DestinationUnavailable(
      `the variable ${this.name} of ${this.#address.title} holds something else than a token's id`,
      {
        hint: `beatpass keeps the id of the delivered token there: give that variable, or the secret, another name`,
        failure: 'refused',
      },
    )
  }

  /** Writes it; `exists` as it was just read. A lost answer is settled by reading. Throws `DestinationUnavailable`. */
  async write(id: string, exists: boolean): Promise<void> {
    try {
      await this.#send(id, exists)
    } catch (error) {
      if (!(error instanceof DestinationUnavailable)) throw error
      if ((await this.read().catch(() => undefined)) === id) return
      if (error.failure !== 'timeout') throw error
      await this.#send(id, exists)
    }
  }

  async #send(id: string, exists: boolean): Promise<void> {
    const what = `to write the variable ${this.name}`
    if (exists) {
      const body = { name: this.name, value: id }
      await this.#api.send(what, { kind: 'write', method: 'PATCH', path: this.#path, body }, [204])
      return
    }
    const reach = this.#address.scope === 'organisation' ? { visibility: 'private' } : {}
    const body = { name: this.name, value: id, ...reach }
    const path = this.#address.variables
    await this.#api.send(what, { kind: 'write', method: 'POST', path, body }, [201])
  }

  get #path(): string {
    return `${this.#address.variables}/${this.name}`
  }
}
