import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { UnsafeEnvironment } from '../../domain/errors.ts'
import { SharedRead } from '../../domain/shared-read.ts'
import { plainWord } from '../../domain/shell-word.ts'
import { freshDraftOf } from './draft.ts'
import { makeFolder } from './make-folder.ts'

// All is synchronous but what waits for the disk: to hand the reading or writing of a small file to another thread takes
// several times as long as to do it.

// Windows has no O_NOFOLLOW and no O_NONBLOCK.
const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_WRONLY } = constants

export type Exposure =
  /** Others may neither read nor write it: files with secrets, keys, state. */
  | 'private'
  /** Others may read but not write it: settings. */
  | 'readable'

const forbiddenBits = { private: 0o077, readable: 0o022 }

/**
 * The text of a file that is ours alone, or `undefined` when there is none.
 * Throws `UnsafeEnvironment` for a symbolic link, anything but a regular file, another owner, or loose permissions;
 * other failures (EACCES, EIO) come as they are.
 */
export async function readPrivateFile(
  path: string,
  exposure: Exposure = 'private',
): Promise<string | undefined> {
  return (await readPrivateBytes(path, exposure))?.toString('utf8')
}

/** The same as `readPrivateFile`, for a file that need not be text. */
export async function readPrivateBytes(
  path: string,
  exposure: Exposure = 'private',
): Promise<Buffer | undefined> {
  let file: number
  try {
    // Without O_NONBLOCK, opening a planted named pipe would wait for its other end for ever.
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (codeOf(error) === 'ELOOP' || codeOf(error) === 'ENXIO') throw planted(path)
    throw error
  }
  try {
    refuseLoose(fstatSync(file), path, exposure)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Replaces a file as a whole, so that a crash leaves the old text or the new one, never a part: a fresh file beside it
 * (`O_EXCL|O_NOFOLLOW`), fsync, rename, fsync of the folder. Creates missing folders with mode 0700. Who is killed before the
 * rename leaves the fresh file: see `removeDeadDrafts`.
 * Throws `UnsafeEnvironment` when the place is taken by a symbolic link or anything but a regular file.
 */
export async function writePrivateFile(path: string, text: string, mode = 0o600): Promise<void> {
  refusePlanted(path)
  const draft = freshDraftOf(path)
  try {
    const file = openDraft(draft, mode)
    try {
      fchmodSync(file, mode)
      writeFileSync(file, text)
      await sync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    tryToUnlink(draft)
    throw error
  }
  await syncFolder(dirname(path))
}

/** To look for the folder each time would cost as much as to write. */
function openDraft(draft: string, mode: number): number {
  const open = () => openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
  try {
    return open()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    makeFolder(dirname(draft))
    return open()
  }
}

function tryToUnlink(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // The failure before it is the one to tell of.
  }
}

/** Deletes a file and makes the deletion last. Deleting an absent one is not an error. */
export async function removePrivateFile(path: string): Promise<void> {
  try {
    unlinkSync(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  await syncFolder(dirname(path))
}

/** Throws `UnsafeEnvironment` when the path exists and is anything but a regular file of ours. */
export function refusePlanted(path: string, found = lstatSync(path, { throwIfNoEntry: false })): void {
  if (found && !found.isFile()) throw planted(path, found)
}

/** The `code` of a Node system error (`ENOENT`, …), or `undefined`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

function refuseLoose(file: Stats, path: string, exposure: Exposure): void {
  const { mode, uid } = file
  if (!file.isFile()) throw planted(path, file)
  if (process.platform === 'win32') return
  if (process.getuid && uid !== process.getuid()) {
    throw new UnsafeEnvironment(`${path} belongs to another user`, { hint: 'remove it, or run as its owner' })
  }
  if (mode & forbiddenBits[exposure]) {
    throw new UnsafeEnvironment(
      `${path} is open to others (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`,
      {
        hint: `chmod ${exposure === 'private' ? '600' : '644'} ${plainWord(path)}`,
      },
    )
  }
}

/** Nobody plants a folder or a device: a path that leads to one is a mistake, and to remove `/dev/null` would be another. */
function planted(path: string, found?: Stats): UnsafeEnvironment {
  const mistaken = found?.isDirectory() || found?.isCharacterDevice() || found?.isBlockDevice()
  return new UnsafeEnvironment(`${path} is not a regular file`, {
    hint: mistaken ? 'name another file' : 'it may have been planted: look at it, then remove it',
  })
}

function sync(file: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(file, error => (error ? reject(error) : resolve())))
}

const folderSyncs = new Map<string, SharedRead<void>>()

/** Many who write to one folder share a sync that began after the last of them asked. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const shared = folderSyncs.get(folder) ?? new SharedRead(() => syncOnce(folder))
  folderSyncs.set(folder, shared)
  await shared.ask()
}

async function syncOnce(folder: string): Promise<void> {
  const file = openSync(folder, O_RDONLY)
  try {
    await sync(file)
  } finally {
    closeSync(file)
  }
}
