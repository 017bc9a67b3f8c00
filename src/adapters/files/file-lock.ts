import { closeSync, lstatSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../../domain/errors.ts'
import { monotonic } from '../monotonic.ts'
import { type Lent, LentLocks } from './lent-locks.ts'
import { lockText } from './lock-text.ts'
import { codeOf } from './private-file.ts'
import { processSpace, processStart } from './process-start.ts'

interface Holder {
  pid: number
  /** Tells the process from a later one of the same id; null where the system does not say. */
  start: string | null
  host: string
  /** Where its id means that process; see `processSpace`. */
  space: string | null
  nonce: string
}

const ownStart = processStart(process.pid)
const ownHost = hostname()
const ownSpace = processSpace()
const lent = new LentLocks()

/** A lock as its holder sees it. */
export interface FileLock {
  /** False once somebody took it for stale, which happens to a holder that slept for long on another host. */
  stillHeld(): boolean
}

/** The lock file that guards `path`: hidden, beside it. */
export function lockPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock`)
}

/** The lock file under which a stale lock is removed: the longest name that locking needs. */
export function breakerOf(lockPath: string): string {
  return `${lockPath}.break`
}

/** How long a lock may be of a holder whose process cannot be seen, or unreadable, in milliseconds. */
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
  const text = await acquire(path, waitMs)
  const stillHeld = () => lockText(path) === text
  try {
    return await work({ stillHeld })
  } finally {
    lent.remove(path)
    if (stillHeld()) remove(path)
  }
}

/** Gives what the lock says of its holder. */
async function acquire(path: string, waitMs: number): Promise<string> {
  const deadline = monotonic() + waitMs
  for (;;) {
    const text = take(path)
    if (text !== undefined) return text
    breakStale(path)
    if (monotonic() > deadline) throw stillTaken(path)
    await sleep(20 + Math.random() * 30)
  }
}

/** Gives what the lock says; `undefined` when another holds it. */
function take(path: string): string | undefined {
  const linked = lent.link(path)
  if (linked === 'taken') return undefined
  const isOurs = linked !== undefined && lockText(path) === linked.text
  if (linked && !isOurs) remove(path)
  const lock = isOurs ? linked : make(path)
  if (lock) lent.add(path, lock)
  return lock?.text
}

function make(path: string): Lent | undefined {
  const nonce = process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex')
  const holder: Holder = { pid: process.pid, start: ownStart, host: ownHost, space: ownSpace, nonce }
  const text = JSON.stringify(holder)
  return create(path, text) ? { text, at: Date.now() } : undefined
}

function create(path: string, text: string): boolean {
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    writeFileSync(file, text)
  } catch (error) {
    remove(path)
    throw error
  } finally {
    closeSync(file)
  }
  return true
}

/**
 * Only the holder of a second lock may break the first, and looks again once it has it: of two who find the same stale
 * lock, the slower one would otherwise remove the fresh lock of the faster.
 */
function breakStale(path: string): void {
  if (!isStale(path)) return
  const breaker = breakerOf(path)
  if (!create(breaker, '')) {
    if (ageOf(breaker) > staleAfter.otherHost) remove(breaker)
    return
  }
  try {
    // By the clock that dates both: the disk may be another machine's, whose clock is not ours.
    if (isStale(path, modifiedAt(breaker))) remove(path)
  } finally {
    remove(breaker)
  }
}

function isStale(path: string, now = Date.now()): boolean {
  const text = lockText(path)
  if (text === undefined) return false
  const holder = parse(text)
  if (!holder) return ageOf(path, now) > staleAfter.unreadable
  // One that is of a later time was made by a clock that has been put back since, as at the start of a machine without one.
  if (holder.host !== ownHost || holder.space !== ownSpace)
    return Math.abs(ageOf(path, now)) > staleAfter.otherHost
  return !isRunning(holder.pid) || processStart(holder.pid) !== holder.start
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

function stillTaken(path: string): StoreUnavailable {
  const holder = parse(lockText(path) ?? '')
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new StoreUnavailable(`${who} holds ${path}`, {
    failure: 'timeout',
    retryable: true,
    hint: 'run the command again once it is done',
  })
}

function ageOf(path: string, now = Date.now()): number {
  return now - (modifiedAt(path) ?? now)
}

function modifiedAt(path: string): number | undefined {
  return unlessAbsent(() => lstatSync(path))?.mtimeMs
}

function remove(path: string): void {
  unlessAbsent(() => unlinkSync(path))
}

function unlessAbsent<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
