import { resolve } from 'node:path'
import type { KeychainEngine } from '../../domain/profile.ts'
import type { Secret } from '../../domain/secret.ts'
import type { StoreChoice, StoreKind } from '../../domain/store-choice.ts'
import type { Locks } from '../../ports/locks.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import type { RemoteWorld } from '../destinations/remote/remote-world.ts'
import { underLock } from '../under-lock.ts'
import type { EarlyChild } from './keychain/start-child.ts'
import { ageFile, awsLocation, keychainTitle, passFolder, passPlace, vaultLocation } from './locations.ts'

/** What the secret stores need of the world; main fills it in. */
export interface SecretStoreOptions {
  /** The environment; a variable that is set but empty counts as unset. */
  env: Record<string, string | undefined>
  /** `$XDG_DATA_HOME/beatpass` or what stands for it; the age file lies there, and what tells this installation from others. */
  dataDir: string
  /** The name of the profile in use. */
  profile: string
  /** The built `keychain-child.cjs`. */
  childPath: string
  /** One of it that runs already. */
  earlyChild?: EarlyChild | undefined
  /** The profile's choice. */
  engine?: KeychainEngine | undefined
  /** Whether a person can be asked (`Terminal.canPrompt`). */
  canPrompt: boolean
  /** A remark to the user, one line. */
  note(line: string): void
  /** What the stores that are remote services use. Called on first use only. */
  remote(): RemoteWorld
  /** Holds off other runs between the comparison and the write where a store cannot do both in one; none unless given. */
  locks?: Locks
  /** Asks without echo; only called where `canPrompt`. */
  askSecret(question: string): Promise<Secret>
}

interface Adapter {
  location(options: SecretStoreOptions, where: string): string
  /** What the choice alone does not tell, see `SecretStore.home`; left out where the choice is all. */
  home?(options: SecretStoreOptions): Promise<string>
  /** See `SecretStore.besides`. */
  besides?: string
  /** What an entry is locked as, where other code of ours writes it too; else as what it is called. */
  place?(options: SecretStoreOptions, entry: Entry): Promise<string[]>
  load(options: SecretStoreOptions, where: string): Promise<SecretStore>
}

const adapters: Record<StoreKind, Adapter> = {
  keychain: {
    location: () => keychainTitle(),
    async load({ env, childPath, earlyChild, engine = 'napi-keyring', canPrompt, note }) {
      const { Keychain } = await import('./keychain.ts')
      const how = { engine, interactive: canPrompt, onWaiting: note }
      return new Keychain({ env, childPath, earlyChild, ...how })
    },
  },
  age: {
    location: ({ dataDir }) => `age file ${ageFile(dataDir)}`,
    async load({ env, dataDir, canPrompt, askSecret }) {
      const { AgeStore } = await import('./age.ts')
      return new AgeStore({
        path: ageFile(dataDir),
        identityPath: env.BEATPASS_AGE_IDENTITY || undefined,
        passphrasePath: env.BEATPASS_PASSPHRASE_FILE || undefined,
        askSecret: canPrompt ? askSecret : undefined,
      })
    },
  },
  pass: {
    location: ({ env }) => `pass store ${passFolder(env)}`,
    home: async ({ env }) => `in ${resolve(passFolder(env))}`,
    async place({ env }, entry) {
      const { pathOf } = await import('./pass/path-of.ts')
      return passPlace(env, pathOf(entry))
    },
    async load({ env, canPrompt, note }) {
      const { PassStore } = await import('./pass.ts')
      return new PassStore({ env, interactive: canPrompt, onWaiting: note })
    },
  },
  vault: {
    location: (_, where) => vaultLocation(where),
    async home({ remote }) {
      const { serverInWords, vaultServer } = await import('../destinations/vault/access.ts')
      return `on ${serverInWords(vaultServer(remote().env))}`
    },
    async load({ dataDir, profile, remote }, where) {
      const [{ VaultStore }, { OwnSessions }] = await Promise.all([
        import('./vault.ts'),
        import('./own-sessions.ts'),
      ])
      const world = remote()
      return new OwnSessions(new VaultStore({ where, profile, world }), { dataDir, random: world.random })
    },
  },
  aws: {
    location: (_, where) => awsLocation(where),
    besides: 'the AWS account',
    async home({ remote }) {
      const [{ awsRegion }, { asStoreFailure }] = await Promise.all([
        import('../destinations/aws/secrets-manager.ts'),
        import('./store-failure.ts'),
      ])
      return `in ${await asStoreFailure(() => awsRegion(remote()))}`
    },
    async load({ dataDir, remote }, where) {
      const [{ AwsStore }, { OwnSessions }] = await Promise.all([
        import('./aws.ts'),
        import('./own-sessions.ts'),
      ])
      const world = remote()
      return new OwnSessions(new AwsStore(where, world), { dataDir, random: world.random })
    },
  },
}

/** The chosen secret store, whose adapter loads on first use. Touches nothing until then. */
export function openSecretStore(choice: StoreChoice, options: SecretStoreOptions): SecretStore {
  return new LazyStore(choice, options)
}

class LazyStore implements SecretStore {
  readonly name: string
  readonly location: string
  readonly besides?: string
  readonly #choice: StoreChoice
  readonly #options: SecretStoreOptions
  #loaded: Promise<SecretStore> | undefined

  constructor(choice: StoreChoice, options: SecretStoreOptions) {
    this.name = choice.text
    this.#choice = choice
    const { location, besides } = adapters[choice.kind]
    this.location = location(options, choice.where)
    if (besides !== undefined) this.besides = besides
    this.#options = options
  }

  async home(): Promise<string> {
    const { home } = adapters[this.#choice.kind]
    return home ? `${this.name} ${await home(this.#options)}` : this.name
  }

  async probe(): Promise<void> {
    return (await this.#load()).probe()
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    return (await this.#load()).read(entry)
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    return (await this.#load()).write(entry, secret)
  }

  /** Of a store that cannot compare and write in one, both under a lock that other runs on this machine take too. */
  async writeOver(entry: Entry, secret: Secret, before: Secret | undefined): Promise<boolean> {
    const store = await this.#load()
    if (store.writeOver) return store.writeOver(entry, secret, before)
    const { text, kind } = this.#choice
    const place = await adapters[kind].place?.(this.#options, entry)
    return await underLock(place ?? [text, entry.service, entry.account], this.#options.locks, async () => {
      const held = await store.read(entry)
      if (held?.reveal() !== before?.reveal()) return false
      await store.write(entry, secret)
      return true
    })
  }

  async remove(entry: Entry): Promise<void> {
    return (await this.#load()).remove(entry)
  }

  #load(): Promise<SecretStore> {
    this.#loaded ??= adapters[this.#choice.kind].load(this.#options, this.#choice.where)
    return this.#loaded
  }
}
