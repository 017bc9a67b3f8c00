import { Secret } from '../../domain/secret.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { type PassOptions, PasswordStore } from './pass/password-store.ts'
import { pathOf } from './pass/path-of.ts'
import { refuseUnstorable } from './refuse-unstorable.ts'

export type PassStoreOptions = Omit<PassOptions, 'otherwise'>

/** `pass`, the standard unix password manager. An entry holds the secret and one line end, as `pass insert` would store it. */
export class PassStore implements SecretStore {
  readonly name = 'pass'
  readonly location: string
  readonly #store: PasswordStore

  constructor(options: PassStoreOptions) {
    this.#store = new PasswordStore({ ...options, otherwise: 'choose --store keychain or --store age' })
    this.location = `pass store ${this.#store.folder}`
  }

  async probe(): Promise<void> {
    await this.#store.probe(pathOf(rehearsal))
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    refuseUnstorable(entry)
    const text = await this.#store.show(pathOf(entry))
    return text === undefined ? undefined : new Secret(text.replace(/\n$/, ''))
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    refuseUnstorable(entry, secret)
    await this.#store.insert(pathOf(entry), `${secret.reveal()}\n`)
  }

  async remove(entry: Entry): Promise<void> {
    refuseUnstorable(entry)
    await this.#store.remove(pathOf(entry))
  }
}

/** Never a user's entry, whose account has a profile before the slash and a label after it. */
const rehearsal: Entry = { service: 'beatpass', account: 'probe' }
