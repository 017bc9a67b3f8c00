import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InvalidInput, UnsafeEnvironment } from '../../domain/errors.ts'
import { plainWord } from '../../domain/shell-word.ts'

/**
 * Makes the folder (0700) where it is missing, else makes sure that it is a folder of ours that others cannot enter.
 * Throws `UnsafeEnvironment` otherwise, `InvalidInput` where none can be made; nobody's folder is changed.
 */
export function prepareDataFolder(path: string): void {
  makeFolder(resolve(path))
  const found = lstatSync(path)
  if (!found.isDirectory()) throw new UnsafeEnvironment(`${path} is not a folder`)
  refuseForeign(path, found, '700')
}

/** Step by step: Node's own recursion never comes back where a folder cannot be made, as below /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** A data folder that the system lets nobody make or use, in words; another error as it is. */
export function cannotUse(path: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error
  return new InvalidInput(`the data folder ${path} cannot be used (${code})`, {
    hint: 'choose another --data folder',
    cause: error,
  })
}

const codeOf = (error: unknown) =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined

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
    throw new UnsafeEnvironment(`${path} is open to others`, { hint: `chmod ${mode} ${plainWord(path)}` })
  }
}
