import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidInput } from '../../domain/errors.ts'
import { cannotUse, prepareDataFolder, refuseLooseFile } from './data-folder.ts'
import type { Database } from './database.ts'
import { type Engine, openDatabase } from './open-database.ts'
import { bringUpToDate, newestVersion, versionOf } from './versions.ts'

/**
 * Opens the sandbox's database in a data folder, creating both where they are missing (0700, 0600); a file of an older
 * version is brought up to date.
 * Throws `UnsafeEnvironment` for loose or planted files, `InvalidInput` for a file of a newer version and for a folder that
 * cannot be made or used.
 */
export async function openStore(folder: string, engine: Engine = 'any'): Promise<Database> {
  try {
    return await openIn(folder, engine)
  } catch (error) {
    throw cannotUse(folder, error)
  }
}

async function openIn(folder: string, engine: Engine): Promise<Database> {
  prepareDataFolder(folder)
  const path = join(folder, 'sandbox.sqlite')
  refuseLooseFile(path)
  if (!existsSync(path)) await createStore(folder, path, engine)
  const database = await openLasting(path, engine)
  const version = versionOf(database)
  if (version < 1 || version > newestVersion) {
    database.close()
    throw new InvalidInput(`the sandbox data in ${folder} has version ${version}, not ${newestVersion}`, {
      hint: 'choose another --data folder, or use the beatpass that wrote it',
    })
  }
  bringUpToDate(database)
  return database
}

/** Every write reaches the disk before it counts; another process that adds a user is waited for. */
async function openLasting(path: string, engine: Engine): Promise<Database> {
  const database = await openDatabase(path, engine)
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  return database
}

/**
 * Writes a whole database beside the place and links it in: a crash leaves none or all of it, and of two processes
 * that create it at once one wins and both use the winner's. What is linked in is a copy of the draft: SQLite knows
 * files by inode and libsql closes late, so a connection to the draft would lend its shared memory to the real one.
 */
async function createStore(folder: string, path: string, engine: Engine): Promise<void> {
  const draft = join(folder, `draft-${randomBytes(6).toString('hex')}.sqlite`)
  const copy = `${draft}-copy`
  closeSync(openSync(draft, 'wx', 0o600))
  try {
    const database = await openLasting(draft, engine)
    database.exec('PRAGMA journal_mode = WAL')
    bringUpToDate(database)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    writeFileSync(copy, readFileSync(draft), { mode: 0o600, flag: 'wx', flush: true })
    linkUnlessThere(copy, path)
  } finally {
    for (const end of ['', '-wal', '-shm', '-copy']) rmSync(draft + end, { force: true })
  }
}

function linkUnlessThere(made: string, path: string): void {
  try {
    linkSync(made, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
