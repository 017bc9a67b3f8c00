import { join } from 'node:path'
import type { AppRecord } from '../domain/application.ts'
import { StoreUnavailable } from '../domain/errors.ts'
import type { AppRecords } from '../ports/app-records.ts'
import { inWords } from './files/in-words.ts'
import { readPrivateFile, removePrivateFile, writePrivateFile } from './files/private-file.ts'
import { recordFileName } from './record-file-name.ts'

const version = 1

/**
 * A file an application, `<stateDir>/profiles/<profile>/apps/<id>.json`, 0600, without any secret. Each says what its profile
 * was tied to; one of another identity is none of ours.
 */
export class FileAppRecords implements AppRecords {
  readonly #folder: string
  readonly #identity: string

  constructor(stateDir: string, profile: string, identity: string) {
    this.#identity = identity
    this.#folder = join(stateDir, 'profiles', profile, 'apps')
  }

  async get(id: string): Promise<AppRecord | undefined> {
    const path = this.#pathOf(id)
    const text = await inWords(path, () => readPrivateFile(path))
    if (text === undefined) return undefined
    const kept = parse(text)
    if (!kept) {
      throw new StoreUnavailable(`${path} is damaged, or of a newer beatpass`, {
        hint: 'put it right, or remove it and name with --to what it told of',
      })
    }
    return kept.of === this.#identity ? { id, storedIn: kept.storedIn } : undefined
  }

  async put({ id, storedIn }: AppRecord): Promise<void> {
    const path = this.#pathOf(id)
    const text = `${JSON.stringify({ version, of: this.#identity, id, storedIn }, null, 2)}\n`
    await inWords(path, () => writePrivateFile(path, text))
  }

  async remove(id: string): Promise<void> {
    const path = this.#pathOf(id)
    await inWords(path, () => removePrivateFile(path))
  }

  #pathOf(id: string): string {
    return join(this.#folder, recordFileName(id))
  }
}

function parse(text: string): { of: string; storedIn: string[] } | undefined {
  try {
    const { version: kept, of, storedIn } = JSON.parse(text)
    const places: unknown[] = Array.isArray(storedIn) ? storedIn : [undefined]
    const isFit = kept === version && typeof of === 'string' && places.every(one => typeof one === 'string')
    return isFit ? { of, storedIn } : undefined
  } catch {
    return undefined
  }
}
