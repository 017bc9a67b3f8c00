import { join } from 'node:path'
import { InvalidInput } from '../domain/errors.ts'
import type { Profile } from '../domain/profile.ts'
import type { Profiles } from '../ports/profiles.ts'
import { inWords } from './files/in-words.ts'
import { makeFolder } from './files/make-folder.ts'
import { readPrivateFile, refusePlanted, writePrivateFile } from './files/private-file.ts'
import { formatProfile, isObject, parseProfile, type RawObject } from './profile-format.ts'

const version = 1

interface Config extends RawObject {
  profiles: RawObject
}

/** The settings file `<configDir>/config.json`: `{version, profiles}`. What is not ours in it stays. Holds no secret. */
export class FileProfiles implements Profiles {
  readonly #folder: string
  readonly #path: string

  constructor(configDir: string) {
    this.#folder = configDir
    this.#path = join(configDir, 'config.json')
  }

  async read(name: string): Promise<Profile | undefined> {
    return await this.#inWords(async () => {
      const { profiles } = await this.#readConfig()
      const raw = ownObject(profiles, name)
      return raw && parseProfile(name, raw)
    })
  }

  async write(profile: Profile): Promise<void> {
    await this.#inWords(async () => {
      const { lockPathOf, withFileLock } = await import('./files/file-lock.ts')
      makeFolder(this.#folder)
      await withFileLock(lockPathOf(this.#path), async () => {
        const config = await this.#readConfig()
        const changed = formatProfile(profile, ownObject(config.profiles, profile.name) ?? {})
        const profiles = { ...config.profiles, [profile.name]: changed }
        await writePrivateFile(this.#path, `${JSON.stringify({ ...config, version, profiles }, null, 2)}\n`)
      })
    })
  }

  async #readConfig(): Promise<Config> {
    // Before opening: a planted FIFO would block the open for ever.
    refusePlanted(this.#path)
    const text = await readPrivateFile(this.#path, 'readable')
    return text === undefined ? { version, profiles: {} } : parseConfig(text)
  }

  async #inWords<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await inWords(this.#path, work)
    } catch (error) {
      throw error instanceof InvalidInput ? this.#named(error) : error
    }
  }

  #named(error: InvalidInput): InvalidInput {
    return new InvalidInput(`${this.#path}: ${error.message}`, {
      hint: error.hint ?? 'put it right by hand, or move the file away',
      cause: error,
    })
  }
}

function parseConfig(text: string): Config {
  const value = parseJson(text)
  if (!isObject(value)) throw new InvalidInput('not a JSON object')
  if (value.version !== undefined && value.version !== version) {
    throw new InvalidInput('written by another version of beatpass', { hint: 'upgrade beatpass' })
  }
  const { profiles = {} } = value
  if (!isObject(profiles)) throw new InvalidInput('profiles is not an object')
  return { ...value, profiles }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidInput('not valid JSON')
  }
}

/** A profile may be called `constructor`: only what the file says counts. */
function ownObject(profiles: RawObject, name: string): RawObject | undefined {
  const raw = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (raw !== undefined && !isObject(raw)) throw new InvalidInput(`profiles.${name} is not an object`)
  return raw
}
