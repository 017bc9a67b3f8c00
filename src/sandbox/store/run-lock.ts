import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidInput } from '../../domain/errors.ts'
import { refuseLooseFile } from './data-folder.ts'
import { type Database, isBusy } from './database.ts'
import { type Engine, openDatabase } from './open-database.ts'

/**
 * Makes this the only sandbox on the data folder until `close`. A second one would give the account a new password
 * and keep rate limits of its own. The lock is the operating system's (SQLite's exclusive lock on a file of its own),
 * so it ends with the process, however that ends. Throws `InvalidInput` where another sandbox holds it.
 */
export async function lockDataFolder(
  folder: string,
  engine: Engine = 'any',
): Promise<Pick<Database, 'close'>> {
  const path = join(folder, 'sandbox.lock')
  refuseLooseFile(path)
  createUnlessThere(path)
  const lock = await openDatabase(path, engine)
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new InvalidInput(`a sandbox is already running on ${folder}`, {
      hint: 'stop it, or choose another --data folder',
    })
  }
}

/** Never opens a file that is there: closing it again would end this process's locks on it, as POSIX has it. */
function createUnlessThere(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
