import { changedMeanwhile } from '../../../domain/changed-meanwhile.ts'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import type { Field } from '../../answers/field.ts'
import { redaction } from '../../redaction.ts'
import type { GitlabAddress } from './address.ts'
import type { GitlabApi } from './api.ts'

/** A variable as GitLab shows it, as far as it matters here. */
export interface FoundVariable {
  value: Secret | undefined
  masked: boolean
  /** Not expanded: a `$` in the value is a `$`. */
  raw: boolean
}

/** One CI/CD variable of GitLab, in one environment scope. */
export class CiVariable {
  readonly #address: GitlabAddress
  readonly #api: GitlabApi

  constructor(address: GitlabAddress, api: GitlabApi) {
    this.#address = address
    this.#api = api
  }

  /** What is there, or `undefined`. Throws `DestinationUnavailable` when it cannot be read: no access, no such project, hidden. */
  async read(): Promise<FoundVariable | undefined> {
    const response = await this.#api.send({ kind: 'read', method: 'GET', path: this.#path })
    if (response.status === 404) return await this.#absent(response)
    if (response.status !== 200) {
      throw await this.#api.refusal(`access to the variables of the ${this.#address.title}`, response)
    }
    const { hidden, scope, ...found } = await this.#api.parse(response, variableIn)
    if (scope !== null && scope !== this.#address.scope) throw this.#otherScope(scope)
    if (hidden) throw this.#unreadable()
    return found
  }

  /** Stores it, masked and not expanded; all else that `current` has stays. Throws `DestinationConflict` when that came or went meanwhile. */
  async write(secret: Secret, current: Pick<FoundVariable, 'masked' | 'raw'> | undefined): Promise<void> {
    const response = await this.#api.send(current ? this.#update(secret, current) : this.#creation(secret))
    if (response.status === (current ? 200 : 201)) return
    const taken = !current && response.status === 400 && /has already been taken/.test(response.body)
    if (taken || (current && response.status === 404)) {
      throw changedMeanwhile(this.#address.text)
    }
    throw await this.#api.refusal(`to store ${this.#address.key}`, response, redaction(secret))
  }

  #update(secret: Secret, { masked, raw }: Pick<FoundVariable, 'masked' | 'raw'>) {
    const body = { value: secret.reveal(), ...(!masked && { masked: true }), ...(!raw && { raw: true }) }
    return { kind: 'write' as const, method: 'PUT' as const, path: this.#path, body }
  }

  #creation(secret: Secret) {
    const { key, scope, variables } = this.#address
    // A group has scopes only where they are paid for; the default is all environments.
    const scoped = scope === '*' ? {} : { environment_scope: scope }
    const body = { key, value: secret.reveal(), masked: true, raw: true, ...scoped }
    return { kind: 'write' as const, method: 'POST' as const, path: variables, body }
  }

  /** A 404 may mean the variable or the project: the project itself tells. */
  async #absent(response: HttpResponse): Promise<undefined> {
    const owner = await this.#api.send({ kind: 'read', method: 'GET', path: this.#address.owner })
    if (owner.status === 200) return undefined
    throw await this.#api.refusal(`access to the ${this.#address.title}`, response)
  }

  #otherScope(scope: string): DestinationUnavailable {
    return new DestinationUnavailable(
      `GitLab shows ${this.#address.key} of the environment scope '${scope}' instead of '${this.#address.scope}'`,
      { hint: 'scopes of group variables take GitLab 16.9 or later', failure: 'refused' },
    )
  }

  #unreadable(): DestinationUnavailable {
    return new DestinationUnavailable(`${this.#address.text} is hidden and cannot be read back`, {
      hint: 'delete it in GitLab: it is made anew, masked but not hidden, so that a rotation can see what it holds',
      failure: 'refused',
    })
  }

  get #path(): string {
    const { variables, key, scope } = this.#address
    return `${variables}/${key}?filter%5Benvironment_scope%5D=${encodeURIComponent(scope)}`
  }
}

function variableIn(body: Field) {
  body.at('key').text()
  const value = body.at('value').optional(field => field.text())
  return {
    value: value ? new Secret(value) : undefined,
    masked: body.at('masked').value === true,
    raw: body.at('raw').value === true,
    hidden: body.at('hidden').value === true || value === null,
    scope: body.at('environment_scope').optional(field => field.text()),
  }
}
