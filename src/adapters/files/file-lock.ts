import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../../domain/errors.ts'
import { codeOf } from './private-file.ts'

/** How file systems without hard links (FAT, some network shares) say so. */
const linkless = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** How long to wait for another holder, in milliseconds, unless told otherwise. */
export const lockPatience = 5_000

/** The lock file that guards `path`: hidden, beside it. */
export function lockPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock`)
}

/**
 * Runs `work` while this process alone holds the lock of `path`, among all that ask for it here. A lock whose process is
 * gone is broken. The folder must exist. Not reentrant. Throws `StoreUnavailable` (`timeout`, retryable) when another
 * holds it for longer than `patience` milliseconds; system errors (EACCES, EROFS, ENOSPC) come as they are.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  patience = lockPatience,
): Promise<T> {
  const lock = lockPathOf(path)
  await acquire(lock, performance.now() + patience)
  try {
    return await work()
  } finally {
    await unlinkIfThere(lock)
  }
}

async function acquire(lock: string, deadline: number): Promise<void> {
  while (!(await claim(lock))) {
    const holder = await readHolder(lock)
    if (holder !== undefined && isGone(holder)) await breakStale(lock, deadline)
    else if (performance.now() >= deadline) throw busy(lock, holder)
    else await sleep(5 + Math.random() * 20)
  }
}

/** A link appears whole and fails when the name is taken: unlike open-then-write, nobody ever sees a lock without its pid. */
async function claim(lock: string): Promise<boolean> {
  const draft = `${lock}.${randomBytes(8).toString('hex')}`
  try {
    await writeFile(draft, signature(), { flag: 'wx', mode: 0o600 })
    await link(draft, lock).catch(error => {
      if (!linkless.includes(codeOf(error) ?? '')) throw error
      return writeFile(lock, signature(), { flag: 'wx', mode: 0o600 })
    })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlinkIfThere(draft)
  }
}

/**
 * Looking and deleting are two steps: without a lock of its own, a slow breaker would delete the lock that a fast one has
 * just taken. That lock can go stale too, and is then broken the same way, one level down.
 */
async function breakStale(lock: string, deadline: number): Promise<void> {
  const breaker = `${lock}.break`
  await acquire(breaker, deadline)
  try {
    const holder = await readHolder(lock)
    if (holder !== undefined && isGone(holder)) await unlinkIfThere(lock)
  } finally {
    await unlinkIfThere(breaker)
  }
}

/** The start time tells a process from an earlier one of the same pid, which in a container is the usual case. */
function signature(): string {
  return `${process.pid} ${performance.timeOrigin} ${hostname()}\n`
}

async function readHolder(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function isGone(holder: string): boolean {
  if (holder === signature()) return false
  const [, pid, host] = /^(\d{1,10}) \S+ (.*)\n$/.exec(holder) ?? []
  if (pid === undefined || host !== hostname()) return false
  if (Number(pid) === process.pid) return true
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function busy(lock: string, holder: string | undefined): StoreUnavailable {
  const pid = /^\d{1,10}/.exec(holder ?? '')?.[0]
  return new StoreUnavailable(`another process${pid ? ` (${pid})` : ''} holds ${lock}`, {
    hint: 'run it again; if no beatpass is running, remove that file',
    failure: 'timeout',
    retryable: true,
  })
}

async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch(error => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}
