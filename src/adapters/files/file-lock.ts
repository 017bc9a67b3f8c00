import { randomBytes } from 'node:crypto'
import { open, readFile, stat, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../../domain/errors.ts'
import { codeOf } from './private-file.ts'
import { processStart } from './process-start.ts'

interface Holder {
  pid: number
  /** Tells the process from a later one of the same id; null where the system does not say. */
  start: string | null
  host: string
  nonce: string
}

/** A lock as its holder sees it. */
export interface FileLock {
  /** False once somebody took it for stale, which happens to a holder that slept for long on another host. */
  stillHeld(): Promise<boolean>
}

/** The lock file that guards `path`: hidden, beside it. */
export function lockPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock`)
}

/** How long a lock may be of a host whose processes cannot be seen, or unreadable, in milliseconds. */
const staleAfter = { otherHost: 60_000, unreadable: 2_000 }

/**
 * Runs `work` while holding the lock file, which is made with `O_EXCL` and names its holder. The lock of a process that
 * is gone is broken. The folder must exist. Throws `StoreUnavailable` (`timeout`) when another holds it for longer than `waitMs`.
 */
export async function withFileLock<T>(
  path: string,
  work: (lock: FileLock) => Promise<T>,
  waitMs = 10_000,
): Promise<T> {
  const me: Holder = {
    pid: process.pid,
    start: await processStart(process.pid),
    host: hostname(),
    nonce: randomBytes(8).toString('hex'),
  }
  const text = JSON.stringify(me)
  await acquire(path, text, waitMs)
  const stillHeld = async () => (await read(path)) === text
  try {
    return await work({ stillHeld })
  } finally {
    if (await stillHeld()) await remove(path)
  }
}

async function acquire(path: string, text: string, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs
  while (!(await create(path, text))) {
    await breakStale(path)
    if (performance.now() > deadline) throw await stillTaken(path)
    await sleep(20 + Math.random() * 30)
  }
}

async function create(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'wx', 0o600).catch(error => {
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  })
  if (!file) return false
  try {
    await file.writeFile(text)
  } catch (error) {
    await remove(path)
    throw error
  } finally {
    await file.close()
  }
  return true
}

/**
 * Only the holder of a second lock may break the first, and looks again once it has it: of two who find the same stale
 * lock, the slower one would otherwise remove the fresh lock of the faster.
 */
async function breakStale(path: string): Promise<void> {
  if (!(await isStale(path))) return
  const breaker = `${path}.break`
  if (!(await create(breaker, ''))) {
    if ((await ageOf(breaker)) > staleAfter.otherHost) await remove(breaker)
    return
  }
  try {
    if (await isStale(path)) await remove(path)
  } finally {
    await remove(breaker)
  }
}

async function isStale(path: string): Promise<boolean> {
  const text = await read(path)
  if (text === undefined) return false
  const holder = parse(text)
  if (!holder) return (await ageOf(path)) > staleAfter.unreadable
  if (holder.host !== hostname()) return (await ageOf(path)) > staleAfter.otherHost
  return !isRunning(holder.pid) || (await processStart(holder.pid)) !== holder.start
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text)
    return Number.isInteger(value?.pid) && value.pid > 0 ? value : undefined
  } catch {
    return undefined
  }
}

async function stillTaken(path: string): Promise<StoreUnavailable> {
  const holder = parse((await read(path)) ?? '')
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new StoreUnavailable(`${who} holds ${path}`, {
    failure: 'timeout',
    retryable: true,
    hint: 'run the command again once it is done',
  })
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(undefinedIfAbsent)
}

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(undefinedIfAbsent)
  return found ? Date.now() - found.mtimeMs : 0
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(undefinedIfAbsent)
}

function undefinedIfAbsent(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined
  throw error
}
