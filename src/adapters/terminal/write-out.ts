import { constants, fstatSync, openSync, statSync, writeSync } from 'node:fs'

const pauseMs = 2

/** So long a remark waits for a reader of stderr that reads no more: no signal is heard meanwhile. */
const remarkMs = 2_000

/**
 * Writes text to a file descriptor to the end. A full pipe (EAGAIN) is waited for, `waitMs` at most. Returns false when the
 * reader has gone (EPIPE); other failures (a full disk) are thrown as Node's system errors.
 */
export function writeOut(descriptor: number, text: string, waitMs = Infinity): boolean {
  const bytes = Buffer.from(text, 'utf8')
  let at = 0
  let waited = 0
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EPIPE') return false
      if (code !== 'EAGAIN' || waited >= waitMs) throw error
      waited += pauseMs
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
  return true
}

/** Where remarks go, and how long the next one waits for its reader. */
const remarks: { descriptor?: number; patienceMs: number } = { patienceMs: remarkMs }

/** Writes a remark to stderr. Where that is not possible it is lost: work must not end because nobody can hear of it. */
export function remark(text: string): void {
  try {
    remarks.descriptor ??= unblocked(2)
    writeOut(remarks.descriptor, text, remarks.patienceMs)
    remarks.patienceMs = remarkMs
  } catch {
    // A full disk, a closed descriptor, a reader that stands still: there is nowhere left to say so.
    remarks.patienceMs = 0
  }
}

/** A pipe opened once more, so that a write into it never waits by itself; for whoever shares the first one nothing changes. */
function unblocked(descriptor: number): number {
  try {
    if (!fstatSync(descriptor).isFIFO()) return descriptor
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    return descriptor
  }
}

/** Whether a file descriptor is the null device; one that was closed is, for Node puts it in its place. */
export function isNullDevice(descriptor: number): boolean {
  try {
    const at = fstatSync(descriptor)
    return at.isCharacterDevice() && at.rdev === statSync('/dev/null').rdev
  } catch {
    return false
  }
}
