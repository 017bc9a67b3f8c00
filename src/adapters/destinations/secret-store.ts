import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { pinned } from '../../domain/destination.ts'
import { absentFromStore, otherStore } from '../../domain/other-store.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Destination, DestinationFacts, Observation, WriteOptions } from '../../ports/destination.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { fence } from './fencing.ts'

/** See `DestinationFacts`. */
export const storeFacts: DestinationFacts = {
  scheme: 'store',
  form: 'store:',
  about: "the profile's store",
  needs: 'a keychain, or a store chosen with --store',
  readsBack: true,
  writesConditionally: true,
}

/** See `DestinationFacts`. */
export const keychainFacts: DestinationFacts = {
  scheme: 'keychain',
  form: 'keychain:',
  about: "the OS keychain, whatever the profile's store",
  needs: 'a keychain',
  readsBack: true,
  writesConditionally: true,
}

/** `store:` and `keychain:`: an entry of a secret store. The store is opened on first use. */
export class SecretStoreDestination implements Destination {
  readonly readsBack = true
  /** Compared just before the write; under a lock where the store has one. The id rule covers what slips through elsewhere. */
  readonly writesConditionally = true
  readonly remembered = true
  readonly to: string
  readonly #entry: Entry
  readonly #rememberedAt: string | undefined
  readonly #open: () => SecretStore | Promise<SecretStore>
  #store: Promise<SecretStore> | undefined
  #home: string | undefined

  /** `to` is the address as typed, `store:` or `keychain:`; `rememberedAt` is the home of the store that a remembered one is in. */
  constructor(
    to: string,
    entry: Entry,
    open: () => SecretStore | Promise<SecretStore>,
    rememberedAt?: string,
  ) {
    this.to = to
    this.#entry = entry
    this.#open = open
    this.#rememberedAt = rememberedAt
  }

  /** With the home of the store, once it was used. */
  get address(): string {
    const home = this.#rememberedAt ?? this.#home
    return home === undefined ? this.to : pinned(this.to, home)
  }

  async probe(): Promise<void> {
    await (await this.#opened()).probe()
  }

  async observe(): Promise<Observation> {
    const store = await this.#opened()
    const secret = await store.read(this.#entry)
    if (!secret && this.#rememberedAt !== undefined && store.besides !== undefined)
      throw absentFromStore(this.#rememberedAt, store.besides)
    return { secret, version: undefined }
  }

  async write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void> {
    const store = await this.#opened()
    const current = await store.read(this.#entry)
    if (fence({ to: this.to, current, observed, secret, options }) === 'unneeded') return
    if (!store.writeOver) await store.write(this.#entry, secret)
    else if (!(await store.writeOver(this.#entry, secret, current))) throw changedMeanwhile(this.to)
  }

  #opened(): Promise<SecretStore> {
    this.#store ??= this.#openAtHome()
    return this.#store
  }

  /** What was delivered to one store stays in use there: a delivery to another would have it revoked all the same. */
  async #openAtHome(): Promise<SecretStore> {
    const store = await this.#open()
    // The keychain is one whatever the settings: `keychain:` needs no more to be found again.
    if (this.to !== 'store:') return store
    this.#home = await store.home?.()
    if (this.#rememberedAt === undefined || this.#home === undefined || this.#home === this.#rememberedAt)
      return store
    throw otherStore(this.#rememberedAt, this.#home, 'name every destination with --to')
  }
}
