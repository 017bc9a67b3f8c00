import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { DestinationUnavailable, InvalidInput } from '../../domain/errors.ts'
import { pathParts } from '../../domain/path-parts.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import { type PlaceServer, serverNamedBy } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'
import { serverInWords, vaultServer } from './vault/access.ts'
import { KvEngine, type KvState } from './vault/kv-engine.ts'
import { VaultClient } from './vault/vault-client.ts'

/** See `DestinationFacts`. */
export const vaultFacts: DestinationFacts = {
  scheme: 'vault',
  form: 'vault:MOUNT/PATH#FIELD',
  about: 'a field of a secret in HashiCorp Vault or OpenBao (KV version 2)',
  needs: 'VAULT_ADDR, and VAULT_TOKEN or ~/.vault-token (or BAO_*)',
  readsBack: true,
  writesConditionally: true,
}

/** `vault:MOUNT/PATH#FIELD`: one field of a secret; its other fields stay. */
export class VaultPlace implements RemotePlace {
  readonly to: string
  readonly server: PlaceServer
  readonly readsBack = vaultFacts.readsBack
  readonly writesConditionally = vaultFacts.writesConditionally
  readonly #field: string
  readonly #engine: KvEngine

  /** `rest` is what stands behind `vault:`. Throws `InvalidInput` on another form. */
  constructor(rest: string, world: RemoteWorld) {
    const { path, field } = parseAddress(rest)
    this.#field = field
    this.to = `vault:${path.join('/')}#${field}`
    this.server = serverNamedBy('VAULT_ADDR with VAULT_NAMESPACE', () =>
      serverInWords(vaultServer(world.env)),
    )
    this.#engine = new KvEngine(new VaultClient(world), path)
  }

  /** Reads, for what cannot be read cannot be fenced; then asks what the token may do. */
  async probe(): Promise<void> {
    const state = await this.#engine.read()
    this.#textOf(state)
    const allowed = await this.#engine.capabilities()
    if (!allowed || allowed.includes('root')) return
    const enough = state.version === 0 ? ['create'] : state.data ? ['update', 'patch'] : ['update']
    if (!enough.some(capability => allowed.includes(capability)))
      throw await this.#engine.lacks(enough[0] ?? 'update')
  }

  async read(): Promise<Observation> {
    const state = await this.#engine.read()
    const text = this.#textOf(state)
    return { secret: text === undefined ? undefined : new Secret(text), version: String(state.version) }
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    const version = Number(current.version)
    const ours = { [this.#field]: secret.reveal() }
    if (version === 0) return await this.#engine.write([], ours, 0)
    if (await this.#engine.patch([], ours, version)) return
    const { data, version: now } = await this.#engine.read()
    if (now !== version) {
      throw changedMeanwhile(this.to)
    }
    await this.#engine.write([], { ...data, ...ours }, version)
  }

  /** The field's text; an empty one counts as none. */
  #textOf({ data }: KvState): string | undefined {
    const value = data && Object.hasOwn(data, this.#field) ? data[this.#field] : undefined
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    throw new DestinationUnavailable(`${this.to} holds something else than a text`, {
      hint: 'name another field, or remove it there first',
      failure: 'refused',
    })
  }
}

function parseAddress(rest: string): { path: string[]; field: string } {
  const [where = '', field, ...more] = rest.split('#')
  const path = pathParts(where)
  const example = 'write vault:MOUNT/PATH#FIELD, for example vault:kv/ci#token'
  if (!path || path.length < 2) {
    throw new InvalidInput(`vault: needs a mount and a path, not '${where}'`, { hint: example })
  }
  if (field === undefined || more.length > 0 || pathParts(field)?.join('/') !== field) {
    throw new InvalidInput('vault: needs one #FIELD behind the path', { hint: example })
  }
  return { path, field }
}
