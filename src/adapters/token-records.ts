import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { StoreUnavailable } from '../domain/errors.ts'
import type { TokenRecord } from '../domain/token.ts'
import type { TokenRecords } from '../ports/token-records.ts'
import { inWords } from './files/in-words.ts'
import { codeOf, readPrivateFile, removePrivateFile, writePrivateFile } from './files/private-file.ts'
import { recordFileName } from './record-file-name.ts'
import { formatTokenRecord, identityIn, parseTokenRecord } from './token-record-format.ts'

/**
 * The records of one profile: a file a token, `<stateDir>/profiles/<profile>/tokens/<id>.json`, 0600, without any secret.
 * Each says what its profile was tied to; one of another identity is none of ours, whatever the profile is called.
 */
export class FileTokenRecords implements TokenRecords {
  readonly #folder: string
  readonly #identity: string

  constructor(stateDir: string, profile: string, identity: string) {
    this.#identity = identity
    this.#folder = join(stateDir, 'profiles', profile, 'tokens')
  }

  async all(): Promise<TokenRecord[]> {
    const found = await inWords(this.#folder, async () => this.#names())
    const records = await Promise.all(found.map(name => this.#read(name)))
    return records.filter(record => record !== undefined)
  }

  async get(id: string): Promise<TokenRecord | undefined> {
    return await this.#read(recordFileName(id))
  }

  async put(record: TokenRecord): Promise<void> {
    const path = join(this.#folder, recordFileName(record.id))
    await inWords(path, () => writePrivateFile(path, formatTokenRecord(record, this.#identity)))
  }

  async remove(id: string): Promise<void> {
    const path = join(this.#folder, recordFileName(id))
    await inWords(path, () => removePrivateFile(path))
  }

  /** An identity other than this profile's that a record in its place is of. */
  async formerIdentity(): Promise<string | undefined> {
    const names = await inWords(this.#folder, async () => this.#names())
    const texts = await Promise.all(names.map(name => this.#text(name)))
    const identities = texts.map(text => (text === undefined ? undefined : identityIn(text)))
    return identities.find(identity => identity !== undefined && identity !== this.#identity)
  }

  #names(): string[] {
    return entriesOf(this.#folder)
      .filter(entry => entry.isFile() && /^[^.].*\.json$/.test(entry.name))
      .map(({ name }) => name)
  }

  /** One that is there and cannot be read is not taken for none: a place that it tells of would be left with a dead secret. */
  async #read(name: string): Promise<TokenRecord | undefined> {
    const path = join(this.#folder, name)
    const text = await inWords(path, () => readPrivateFile(path))
    if (text === undefined || (identityIn(text) ?? this.#identity) !== this.#identity) return undefined
    const record = parseTokenRecord(text)
    if (!record) {
      throw new StoreUnavailable(`${path} is damaged, or of a newer beatpass`, {
        hint: 'put it right, or remove it and name with --to what it told of',
      })
    }
    return recordFileName(record.id) === name ? record : undefined
  }

  async #text(name: string): Promise<string | undefined> {
    return await readPrivateFile(join(this.#folder, name)).catch(() => undefined)
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
