import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Secret } from '../../domain/secret.ts'
import type { Random } from '../../ports/random.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { inWords } from '../files/in-words.ts'
import { readPrivateFile, writePrivateFile } from '../files/private-file.ts'

/** What tells one installation from another. */
export interface OwnSessionsOptions {
  /** `$XDG_DATA_HOME/beatpass` or what stands for it; the name of this installation lies there. */
  dataDir: string
  random: Random
}

/**
 * A secret store that several people share: they have the tokens in common, and each their own session, even under the same
 * profile name. Without that, the last one to sign in would act for all of them. A session's account is therefore
 * `<profile>/<installation>`; the installation gets its name with its first session.
 */
export class OwnSessions implements SecretStore {
  readonly name: string
  readonly location: string
  readonly #store: SecretStore
  readonly #path: string
  readonly #random: Random

  constructor(store: SecretStore, { dataDir, random }: OwnSessionsOptions) {
    this.name = store.name
    this.location = store.location
    this.#store = store
    this.#path = join(dataDir, 'installation')
    this.#random = random
  }

  async probe(): Promise<void> {
    await this.#store.probe()
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    const own = await this.#ownOf(entry)
    return own && (await this.#store.read(own))
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    const own = (await this.#ownOf(entry)) ?? ofInstallation(entry, await this.#createName())
    await this.#store.write(own, secret)
  }

  async remove(entry: Entry): Promise<void> {
    const own = await this.#ownOf(entry)
    if (own) await this.#store.remove(own)
  }

  /** `undefined` for a session of an installation that has no name yet, and so no session. */
  async #ownOf(entry: Entry): Promise<Entry | undefined> {
    if (entry.service !== 'beatpass-session') return entry
    const name = await inWords(this.#path, () => readPrivateFile(this.#path))
    return name ? ofInstallation(entry, name.trim()) : undefined
  }

  async #createName(): Promise<string> {
    const host = hostname()
      .replace(/[^A-Za-z0-9-]/g, '-')
      .slice(0, 40)
    const name = `${host}-${this.#random.nonce(10)}`
    await inWords(this.#path, () => writePrivateFile(this.#path, `${name}\n`))
    return name
  }
}

function ofInstallation({ service, account }: Entry, name: string): Entry {
  return { service, account: `${account}/${name}` }
}
