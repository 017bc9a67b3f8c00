import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, 0700, with those above it. Node's own way of doing so never comes back, nor hears of a signal, where a
 * folder cannot be made though the one above is there, as below /proc: that is an `ENOENT` here.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another run may have been faster.
    if (isFolder(path)) return
    const above = dirname(path)
    if (isFolder(above)) throw error
    makeFolder(above)
    makeFolder(path)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
