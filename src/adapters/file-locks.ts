import { join } from 'node:path'
import { Busy, StoreUnavailable } from '../domain/errors.ts'
import type { Locks } from '../ports/locks.ts'
import { inWords } from './files/in-words.ts'
import { makeFolder } from './files/make-folder.ts'

/** Longer than a request to a slow server may take, milliseconds. */
const patience = 150_000

/** Lock files in the state folder: `<stateDir>/.<name>.lock`. */
export class FileLocks implements Locks {
  readonly #folder: string
  readonly #patience: number

  constructor(stateDir: string, waitMs = patience) {
    this.#folder = stateDir
    this.#patience = waitMs
  }

  async exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const { lockPathOf, withFileLock } = await import('./files/file-lock.ts')
    const path = join(this.#folder, name)
    let begun = false
    const once = () => {
      begun = true
      return work()
    }
    try {
      return await inWords(path, async () => {
        makeFolder(this.#folder)
        return await withFileLock(lockPathOf(path), once, this.#patience)
      })
    } catch (error) {
      const taken = !begun && error instanceof StoreUnavailable && error.failure === 'timeout'
      throw taken ? new Busy('another run of beatpass is at the same work', { hint: error.message }) : error
    }
  }
}
