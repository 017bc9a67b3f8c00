import { lstatSync, readdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Where the next text of the file is written before it takes the file's place: hidden, beside it, under a fresh name. The
 * name is no longer for a long name of the file: what can be written must not depend on that.
 */
export function freshDraftOf(path: string): string {
  const { randomBytes } = process.getBuiltinModule('node:crypto')
  return join(dirname(path), `${beginningFor(path)}${randomBytes(8).toString('hex')}`)
}

/**
 * Removes what killed writers of the file left beside it. Only for the holder of a lock that every writer of the file
 * takes: no other draft of it is in use then. Never fails: what could not be removed is left to the next writer.
 */
export function removeDeadDrafts(path: string): void {
  const folder = dirname(path)
  const beginning = beginningFor(path)
  const isDraft = (name: string) =>
    name.startsWith(beginning) && /^[0-9a-f]{16}$/.test(name.slice(beginning.length))
  // A folder that may be written need not be readable.
  const names = orNothing(() => readdirSync(folder)) ?? []
  for (const name of names.filter(isDraft)) orNothing(() => removeOwnFile(join(folder, name)))
}

/** What all drafts of this file begin with, and of no other in its folder. */
function beginningFor(path: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto')
  return `.beatpass-${createHash('sha256').update(basename(path)).digest('hex').slice(0, 16)}-`
}

function removeOwnFile(path: string): void {
  const found = lstatSync(path)
  if (found.isFile() && (!process.getuid || found.uid === process.getuid())) unlinkSync(path)
}

function orNothing<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
