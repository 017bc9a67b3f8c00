import { changedMeanwhile } from '../../../domain/changed-meanwhile.ts'
import type { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import type { Field } from '../../answers/field.ts'
import { untilDone } from '../../until-done.ts'
import { locateMount } from './kv-mount.ts'
import { type VaultClient, vaultErrors } from './vault-client.ts'

/** What a secret of the engine holds now; the version is 0 where there never was one. */
export interface KvState {
  /** Its fields; `undefined` where it is absent or its latest version was deleted. */
  data: Record<string, unknown> | undefined
  version: number
}

type Part = 'data' | 'metadata'

/** Most servers keep no more in one entry. */
const mostBytes = 1024 * 1024

/** The secrets at and below one path of a KV version 2 engine. `below` are the further parts of a path. */
export class KvEngine {
  readonly #client: VaultClient
  readonly #root: readonly string[]
  readonly #mount = untilDone(() => locateMount(this.#client, this.#root))

  constructor(client: VaultClient, root: readonly string[]) {
    this.#client = client
    this.#root = root
  }

  /** The latest version. Throws `DestinationUnavailable` when that cannot be told. */
  async read(below: readonly string[] = []): Promise<KvState> {
    const path = await this.#path('data', below)
    const response = await this.#client.send({ kind: 'read', method: 'GET', path })
    if (response.status !== 200 && response.status !== 404)
      throw await this.#refusal('to read', response, 'read', path)
    const found = await this.#client.parse(response, body => stateOf(body.at('data'), response.status))
    if (found) return found
    if (vaultErrors(response)?.length === 0) return { data: undefined, version: 0 }
    throw await this.#refusal('to read', response, 'read', path)
  }

  /** Stores these fields alone, on condition that `version` is still the latest. Throws `DestinationConflict` otherwise. */
  async write(below: readonly string[], data: Record<string, unknown>, version: number): Promise<void> {
    const path = await this.#path('data', below)
    const body = await this.#bodyOf(data, version)
    const response = await this.#client.send({
      kind: 'write',
      method: 'POST',
      path,
      body,
      hidden: valuesIn(data),
    })
    if (response.status === 200) return
    throw await this.#refusedWrite(response, version === 0 ? 'create' : 'update', path)
  }

  /** Stores these fields and keeps the others. Gives false where that cannot be done in one step; then nothing happened. */
  async patch(below: readonly string[], data: Record<string, unknown>, version: number): Promise<boolean> {
    const path = await this.#path('data', below)
    const body = await this.#bodyOf(data, version)
    const contentType = 'application/merge-patch+json'
    const hidden = valuesIn(data)
    const call = { kind: 'write', method: 'PATCH', path, body, contentType, hidden } as const
    const response = await this.#client.send(call)
    if (response.status === 200) return true
    // No such capability, no such method in old servers, nothing to merge into.
    if ([403, 404, 405].includes(response.status)) return false
    throw await this.#refusedWrite(response, 'patch', path)
  }

  /** Removes a secret with all its versions; where the token may not, marks the latest one as deleted. */
  async remove(below: readonly string[]): Promise<void> {
    const whole = await this.#path('metadata', below)
    const response = await this.#client.send({ kind: 'write', method: 'DELETE', path: whole })
    if (response.status === 204) return
    if (response.status !== 403) throw await this.#refusal('to remove', response, 'delete', whole)
    const latest = await this.#path('data', below)
    const second = await this.#client.send({ kind: 'write', method: 'DELETE', path: latest })
    if (second.status !== 204) throw await this.#refusal('to remove', second, 'delete', whole)
  }

  /** What the token may do with the data at a path, or `undefined` where it may not even ask. */
  async capabilities(below: readonly string[] = []): Promise<string[] | undefined> {
    const path = (await this.#path('data', below)).join('/')
    const response = await this.#client.send({
      kind: 'read',
      method: 'POST',
      path: ['sys', 'capabilities-self'],
      body: JSON.stringify({ paths: [path] }),
    })
    if (response.status !== 200) return undefined
    return await this.#client.parse(response, body =>
      body
        .at('data')
        .at(path)
        .list()
        .map(one => one.text()),
    )
  }

  /** The error for a write that would be refused for want of a capability. */
  async lacks(capability: string, below: readonly string[] = []): Promise<DestinationUnavailable> {
    const path = await this.#path('data', below)
    return await this.#client.failure(`would refuse to write ${path.join('/')}`, needs(capability, path))
  }

  async #path(part: Part, below: readonly string[]): Promise<string[]> {
    const { mount, inside } = await this.#mount()
    if (inside.length + below.length > 0) return [...mount, part, ...inside, ...below]
    throw await this.#client.failure(
      `has an engine at ${mount.join('/')}, not a secret`,
      'name the path of a secret in it',
    )
  }

  async #bodyOf(data: Record<string, unknown>, version: number): Promise<string> {
    const body = JSON.stringify({ options: { cas: version }, data })
    if (Buffer.byteLength(body) <= mostBytes) return body
    throw await this.#client.failure('keeps at most 1 MiB in a secret', 'nothing was sent')
  }

  async #refusedWrite(response: HttpResponse, capability: string, path: readonly string[]) {
    const errors = vaultErrors(response)?.join(' ') ?? ''
    if (response.status === 400 && errors.includes('check-and-set parameter did not match')) {
      return changedMeanwhile(path.join('/'))
    }
    return await this.#refusal('to write', response, capability, path)
  }

  #refusal(what: string, response: HttpResponse, capability: string, path: readonly string[]) {
    return this.#client.refusal(`${what} ${path.join('/')}`, response, needs(capability, path))
  }
}

function valuesIn(data: Record<string, unknown>): Secret[] {
  return Object.values(data).flatMap(value => (typeof value === 'string' ? [new Secret(value)] : []))
}

function needs(capability: string, path: readonly string[]): string {
  return `the token's policy must allow '${capability}' on ${path.join('/')}`
}

/** A version that was deleted answers 404 and still says its number. */
function stateOf(data: Field, status: number): KvState | undefined {
  if (status === 404 && !data.at('metadata').present) return undefined
  const version = Number(data.at('metadata').at('version').id())
  const fields = data.at('data')
  return { version, data: fields.isObject ? (fields.value as Record<string, unknown>) : undefined }
}
