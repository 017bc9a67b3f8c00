import { linkSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './private-file.ts'

/** A lock file that this process holds. */
export interface Lent {
  text: string
  /** Milliseconds since 1970: what others see as the age of every link to it. */
  at: number
}

/** An older lock is not lent: a link is as old as what it was made of, and age is what makes a lock of another host stale. */
const lentFor = 1_000

/**
 * The lock files that this process holds. Another one in the same folder can be a link to one of them, which excludes others
 * just as a fresh file does: on some file systems a fresh file takes thirty times as long, and a thousand secrets in one
 * folder take a thousand locks.
 */
export class LentLocks {
  readonly #byFolder = new Map<string, Map<string, Lent>>()

  /**
   * Makes that lock file as a link: gives what it should say, `taken` where there is one, `undefined` where there is nothing
   * to link to.
   */
  link(path: string): Lent | 'taken' | undefined {
    const near = this.#byFolder.get(dirname(path))
    // Two of one path would say the same, and neither could tell that it was lost to the other.
    if (!near || near.has(path)) return undefined
    for (const [lender, lent] of near)
      if (Math.abs(Date.now() - lent.at) < lentFor) return linked(lender, path, lent)
    return undefined
  }

  add(path: string, lent: Lent): void {
    const folder = dirname(path)
    const near = this.#byFolder.get(folder) ?? new Map<string, Lent>()
    near.set(path, lent)
    this.#byFolder.set(folder, near)
  }

  remove(path: string): void {
    const folder = dirname(path)
    const near = this.#byFolder.get(folder)
    near?.delete(path)
    if (near?.size === 0) this.#byFolder.delete(folder)
  }
}

/** A file system need not have links, and the lender may be gone. */
function linked(lender: string, path: string, lent: Lent): Lent | 'taken' | undefined {
  try {
    linkSync(lender, path)
    return lent
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? 'taken' : undefined
  }
}
