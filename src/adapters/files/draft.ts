import { lstatSync, readdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Where the next text of the file is written before it takes the file's place: hidden, beside it, under a fresh name. The
 * name is no longer for a long name of the file: what can be written must not depend on that.
 */
export function freshDraftOf(path: string): string {
  // It draws on random bytes that Node fetches for many at once.
  const fresh = process.getBuiltinModule('node:crypto').randomUUID()
  return join(dirname(path), `${beginningFor(path)}${fresh.replaceAll('-', '').slice(0, 16)}`)
}

/** The drafts of all files in a folder, as they were when it was first looked at. */
export type DraftsSeen = Map<string, readonly string[]>

/**
 * Removes what killed writers of the file left beside it. Only for the holder of a lock that every writer of the file
 * takes: no other draft of it is in use then. Never fails: what could not be removed is left to the next writer. With
 * `seen` a folder is read once, for a thousand files in it too.
 */
export function removeDeadDrafts(path: string, seen: DraftsSeen = new Map()): void {
  const folder = dirname(path)
  const drafts = seen.get(folder) ?? draftsIn(folder)
  seen.set(folder, drafts)
  if (drafts.length === 0) return
  const beginning = beginningFor(path)
  for (const name of drafts)
    if (name.startsWith(beginning)) orNothing(() => removeOwnFile(join(folder, name)))
}

/** A folder that may be written need not be readable. */
function draftsIn(folder: string): readonly string[] {
  const names = orNothing(() => readdirSync(folder)) ?? []
  return names.filter(name => /^\.beatpass-[0-9a-f]{16}-[0-9a-f]{16}$/.test(name))
}

/** What all drafts of this file begin with, and of no other in its folder. */
function beginningFor(path: string): string {
  const { hash } = process.getBuiltinModule('node:crypto')
  return `.beatpass-${hash('sha256', basename(path)).slice(0, 16)}-`
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
