import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BeatpassError, StoreUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import { SharedRead } from '../../domain/shared-read.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { removeDeadDrafts } from '../files/draft.ts'
import { type FileLock, withFileLock } from '../files/file-lock.ts'
import { makeFolder } from '../files/make-folder.ts'
import { codeOf, readPrivateBytes, writePrivateFile } from '../files/private-file.ts'
import { type Contents, isSame, parseContents, printContents } from './age/contents.ts'
import { type AgeKey, findKey, type KeySources } from './age/keys.ts'
import { keyKindOf, openSealed, seal } from './age/sealed-text.ts'
import { refuseUnstorable } from './refuse-unstorable.ts'

export interface AgeStoreOptions extends KeySources {
  /** The age file; made on the first write, its folder too. */
  path: string
  /** How long to wait for another process that writes it, in milliseconds. */
  lockWaitMs?: number
}

/**
 * One age file that holds every secret, for an identity file or a passphrase; the `age` tool opens it. A file that is
 * there keeps its kind of key. It is written for the recipients of our own key alone: others, added by hand, are lost
 * at the next write. Writers take turns, and changes that come while one writes go into one file together; a passphrase is
 * asked for once in the life of this store.
 */
export class AgeStore implements SecretStore {
  readonly name = 'age'
  readonly location: string
  readonly #options: AgeStoreOptions
  readonly #loads = new SharedRead(() => this.#load())
  readonly #saves = new SharedRead(() => this.#saveChanges())
  #changes: ((contents: Contents) => Contents)[] = []
  #key: Promise<AgeKey> | undefined

  constructor(options: AgeStoreOptions) {
    this.#options = options
    this.location = `age file ${options.path}`
  }

  async probe(): Promise<void> {
    await this.#guarded(async () => {
      await refuseUnwritable(dirname(this.#options.path))
      await this.#load()
      await this.#unlock('new')
    })
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    refuseUnstorable(entry)
    const contents = await this.#guarded(() => this.#loads.ask())
    const found = contents.find(isSame(entry))
    return found && new Secret(found.secret)
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    refuseUnstorable(entry, secret)
    const stored = { service: entry.service, account: entry.account, secret: secret.reveal() }
    await this.#change(contents => [...contents.filter(one => !isSame(entry)(one)), stored])
  }

  /** Compared under the lock of the file: two runs that write at once wait for each other there. */
  async writeOver(entry: Entry, secret: Secret, before: Secret | undefined): Promise<boolean> {
    refuseUnstorable(entry, secret)
    const stored = { service: entry.service, account: entry.account, secret: secret.reveal() }
    let isUnchanged = false
    await this.#change(contents => {
      isUnchanged = contents.find(isSame(entry))?.secret === before?.reveal()
      return isUnchanged ? [...contents.filter(one => !isSame(entry)(one)), stored] : contents
    })
    return isUnchanged
  }

  async remove(entry: Entry): Promise<void> {
    refuseUnstorable(entry)
    if ((await this.read(entry)) === undefined) return
    await this.#change(contents => contents.filter(one => !isSame(entry)(one)))
  }

  /** The next file has the change in it, or this fails. */
  async #change(change: (contents: Contents) => Contents): Promise<void> {
    this.#changes.push(change)
    await this.#guarded(() => this.#saves.ask())
  }

  /** Reads, changes and replaces the file under its lock; a person is asked before, not while others wait. */
  async #saveChanges(): Promise<void> {
    const { path, lockWaitMs } = this.#options
    const changes = this.#changes.splice(0)
    await this.#load()
    await this.#unlock('new')
    makeFolder(dirname(path))
    await withFileLock(
      `${path}.lock`,
      async lock => {
        removeDeadDrafts(path)
        const contents = changes.reduce((changed, change) => change(changed), await this.#load())
        await this.#save(contents, lock)
      },
      lockWaitMs,
    )
  }

  async #load(): Promise<Contents> {
    const { path } = this.#options
    const file = await readPrivateBytes(path)
    if (!file) return []
    const key = await this.#unlock(await keyKindOf(file, path))
    return parseContents(await openSealed(file, key, path), path)
  }

  /** The old file stays until the new one was opened again and holds what it should; then it is read back from disk. */
  async #save(contents: Contents, lock: FileLock): Promise<void> {
    const { path } = this.#options
    const key = await this.#unlock('new')
    const text = printContents(contents)
    const sealed = await seal(text, key)
    if ((await openSealed(Buffer.from(sealed), key, path)) !== text) throw notTheSame(path)
    if (!lock.stillHeld()) throw lostLock(path)
    await writePrivateFile(path, sealed)
    if ((await readPrivateBytes(path))?.toString() !== sealed) throw notTheSame(path)
  }

  /** The key of the file that is there, found once; `new` takes the one already found. */
  #unlock(kind: AgeKey['kind'] | 'new'): Promise<AgeKey> {
    this.#key ??= findKey(this.#options, this.#options.path, kind)
    return this.#key
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof BeatpassError || codeOf(error) === undefined) throw error
      throw new StoreUnavailable(`cannot use ${this.#options.path} (${codeOf(error)})`, {
        failure: 'unavailable',
        hint: 'look at the folder, its owner and the space left on its disk',
        cause: error,
      })
    }
  }
}

/** Throws the system's error when nothing can be made in the folder, or in the nearest one above it that exists. */
async function refuseUnwritable(folder: string): Promise<void> {
  const found = await stat(folder).catch(error => {
    if (codeOf(error) === 'ENOENT' && dirname(folder) !== folder) return undefined
    throw error
  })
  if (!found) return refuseUnwritable(dirname(folder))
  await access(`${folder}/.`, constants.W_OK | constants.X_OK)
}

function notTheSame(path: string): StoreUnavailable {
  return new StoreUnavailable(`${path} does not hold what was written`, {
    failure: 'mismatch',
    hint: 'look for another program that writes it, and at the disk',
  })
}

function lostLock(path: string): StoreUnavailable {
  return new StoreUnavailable(`another process took over the lock of ${path}`, {
    failure: 'timeout',
    retryable: true,
    hint: 'nothing was stored: run the command again',
  })
}
