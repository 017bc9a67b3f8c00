import { DestinationUnavailable, StoreUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import type { RemoteWorld } from '../destinations/remote/remote-world.ts'
import { KvEngine, type KvState } from '../destinations/vault/kv-engine.ts'
import { VaultClient } from '../destinations/vault/vault-client.ts'
import { vaultLocation } from './locations.ts'
import { refuseUnstorable } from './refuse-unstorable.ts'
import { asStoreFailure } from './store-failure.ts'
import { entryPath } from './vault/entry-path.ts'

export interface VaultStoreOptions {
  /** `MOUNT[/PATH]`, as `StoreChoice` has it. */
  where: string
  /** The profile whose tokens a probe asks about. */
  profile: string
  world: RemoteWorld
}

/** The one field of an entry that is ours. */
const field = 'value'

/** Secrets below a path of HashiCorp Vault or OpenBao (KV version 2), for all who may read there. */
export class VaultStore implements SecretStore {
  readonly name: string
  readonly location: string
  readonly #engine: KvEngine
  readonly #rehearsal: readonly string[]

  constructor({ where, profile, world }: VaultStoreOptions) {
    this.name = `vault:${where}`
    this.location = vaultLocation(where)
    this.#engine = new KvEngine(new VaultClient(world), where.split('/'))
    this.#rehearsal = entryPath({ service: 'beatpass', account: `${profile}/probe` })
  }

  /** Asks what the token may do with the profile's tokens: a rehearsal would leave a version behind. */
  async probe(): Promise<void> {
    await asStoreFailure(async () => {
      await this.#engine.read(this.#rehearsal)
      const allowed = await this.#engine.capabilities(this.#rehearsal)
      if (!allowed || allowed.includes('root')) return
      for (const needed of ['create', 'update'])
        if (!allowed.includes(needed)) throw await this.#engine.lacks(needed, this.#rehearsal)
    })
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    refuseUnstorable(entry)
    const path = entryPath(entry)
    return await asStoreFailure(async () => secretIn(await this.#engine.read(path), path))
  }

  /** On condition that nobody else writes meanwhile; a lost answer is settled by reading. */
  async write(entry: Entry, secret: Secret): Promise<void> {
    refuseUnstorable(entry, secret)
    const path = entryPath(entry)
    await asStoreFailure(async () => {
      const { data, version } = await this.#engine.read(path)
      const failure = await this.#engine
        .write(path, { ...data, [field]: secret.reveal() }, version)
        .then(() => undefined, refusalOnly)
      const stored = await this.#engine.read(path).then(state => secretIn(state, path), refusalOnly)
      if (stored instanceof Secret && stored.equals(secret)) return
      throw failure ?? (stored instanceof Error ? stored : notTheSame(path))
    })
  }

  /** With all its versions, so that no older secret is left, where the token may do that. */
  async remove(entry: Entry): Promise<void> {
    refuseUnstorable(entry)
    const path = entryPath(entry)
    await asStoreFailure(async () => {
      const { data } = await this.#engine.read(path)
      if (data !== undefined) await this.#engine.remove(path)
    }, 'removed')
  }
}

function refusalOnly(error: unknown): DestinationUnavailable {
  if (error instanceof DestinationUnavailable) return error
  throw error
}

function secretIn({ data }: KvState, path: readonly string[]): Secret | undefined {
  const value = data?.[field]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return new Secret(value)
  throw new StoreUnavailable(`the Vault secret ${path.join('/')} holds something else than a text`, {
    failure: 'corrupt',
    hint: `look at its field '${field}'`,
  })
}

function notTheSame(path: readonly string[]): StoreUnavailable {
  return new StoreUnavailable(`Vault gave back something else than was stored in ${path.join('/')}`, {
    failure: 'mismatch',
    hint: 'look for another program that writes the same entry',
  })
}
