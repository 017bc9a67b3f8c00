import { existsSync, lstatSync, mkdirSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { InvalidInput, UnsafeEnvironment } from '../../domain/errors.ts'

/**
 * Makes the folder (0700) where it is missing, else makes sure that it is a folder of ours that others cannot enter.
 * Throws `UnsafeEnvironment` otherwise, `InvalidInput` where none can be made; nobody's folder is changed.
 */
export function prepareDataFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new InvalidInput(`no folder can be made at ${path} (${code})`, {
      hint: 'choose another --data folder',
      cause: error,
    })
  }
  const found = lstatSync(path)
  if (!found.isDirectory()) throw new UnsafeEnvironment(`${path} is not a folder`)
  refuseForeign(path, found, '700')
}

/**
 * With those above it. Node's own way of doing so never comes back, nor hears of a signal, where a folder cannot be made
 * though the one above is there, as below /proc.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another run may have been faster; what is there is looked at by whoever asked.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Throws `UnsafeEnvironment` where a file of the sandbox exists and is planted, another user's or open to others. */
export function refuseLooseFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isFile()) {
    throw new UnsafeEnvironment(`${path} is not a regular file`, {
      hint: 'it may have been planted: look at it, then remove it',
    })
  }
  refuseForeign(path, found, '600')
}

function refuseForeign(path: string, found: Stats, mode: string): void {
  if (process.platform === 'win32') return
  if (process.getuid && found.uid !== process.getuid()) {
    throw new UnsafeEnvironment(`${path} belongs to another user`, { hint: 'choose another --data folder' })
  }
  if (found.mode & 0o077) {
    throw new UnsafeEnvironment(`${path} is open to others`, { hint: `chmod ${mode} ${path}` })
  }
}
