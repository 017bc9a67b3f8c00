import { accessSync, constants, lstatSync, realpathSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { BeatpassError, DestinationUnavailable, InvalidInput } from '../../domain/errors.ts'
import { type DraftsSeen, freshDraftOf, removeDeadDrafts } from '../files/draft.ts'
import { fileFailure } from '../files/file-failure.ts'
import { breakerOf, lockPathOf, withFileLock } from '../files/file-lock.ts'
import { readPrivateFile, refusePlanted, writePrivateFile } from '../files/private-file.ts'
import { type GitWorld, refuseTracked, wouldBeAdded } from './git.ts'

/** What file destinations need to know of the world. `note` takes one line for the user. */
export interface Surroundings extends GitWorld {
  draftsSeen?: DraftsSeen
  cwd: string
  home: string
  note(line: string): void
}

const mostBytes = 1024 * 1024

/** The file of a `file:` or `env:` destination: one of ours alone, in a folder that exists, that git does not track. */
export class TargetFile {
  readonly path: string
  readonly #world: Surroundings

  /** `typed` is relative to the current folder; `~/` is the home folder. Throws `InvalidInput` for what cannot be a file's path. */
  constructor(typed: string, world: Surroundings) {
    if (typed === '' || typed.endsWith('/') || typed.includes('\0')) {
      throw new InvalidInput(`not a file's path: '${typed}'`, { hint: 'for example file:token.txt' })
    }
    this.path = typed.startsWith('~/') ? join(world.home, typed.slice(2)) : resolve(world.cwd, typed)
    this.#world = world
  }

  /** The same for every path that leads to the file: it is no link itself, its folders may be. */
  place(): string {
    try {
      return join(realpathSync.native(dirname(this.path)), basename(this.path))
    } catch {
      return this.path
    }
  }

  /** Throws when the file could not be replaced now; changes nothing. */
  async probe(): Promise<void> {
    await this.#inWords(async () => {
      accessSync(dirname(this.path), constants.W_OK | constants.X_OK)
      // Throws for a name or a path that is too long, though that of the file itself may not be.
      for (const beside of [freshDraftOf(this.path), breakerOf(lockPathOf(this.path))]) statOf(beside)
      if ((await this.#readText(statOf(this.path))) !== undefined)
        accessSync(this.path, constants.R_OK | constants.W_OK)
      await refuseTracked(this.path, this.#world)
    })
  }

  /** The text, or `undefined` when there is no such file. */
  async read(): Promise<string | undefined> {
    return await this.#inWords(() => this.#readText(statOf(this.path)))
  }

  /**
   * Replaces the text under the file's lock, keeping its mode. `change` gets the text of now; `undefined` from it changes
   * nothing. What killed runs left beside the file is removed in any case.
   */
  async replace(change: (text: string | undefined) => string | undefined): Promise<void> {
    await this.#inWords(async () => {
      await refuseTracked(this.path, this.#world)
      await withFileLock(lockPathOf(this.path), async lock => {
        removeDeadDrafts(this.path, this.#world.draftsSeen)
        const found = statOf(this.path)
        const text = change(await this.#readText(found))
        if (text === undefined) return
        // Who slept for long on another host would undo what was written meanwhile.
        if (!lock.stillHeld()) throw changedMeanwhile(this.path)
        await writePrivateFile(this.path, text, (found?.mode ?? 0o600) & 0o700)
        if (found && found.nlink > 1)
          this.#world.note(
            `${this.path} had another name (a hard link), which still leads to what it held before`,
          )
      })
    })
    if (await wouldBeAdded(this.path, this.#world)) {
      this.#world.note(`git does not ignore ${this.path}: add it to .gitignore`)
    }
  }

  async #readText(found: Stats | undefined): Promise<string | undefined> {
    if (!found) return undefined
    if (found.isDirectory()) {
      throw new DestinationUnavailable(`${this.path} is a folder`, { hint: 'name a file in it' })
    }
    // Before opening: a planted FIFO would block the open for ever.
    refusePlanted(this.path, found)
    if (found.size > mostBytes) {
      throw new DestinationUnavailable(`${this.path} is larger than 1 MiB`, { hint: 'check the path' })
    }
    return await readPrivateFile(this.path)
  }

  async #inWords<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof BeatpassError) throw error
      const failure = fileFailure(error, this.path)
      throw failure
        ? new DestinationUnavailable(failure.message, { hint: failure.hint, cause: error })
        : error
    }
  }
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}
