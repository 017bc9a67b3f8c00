import { fstatSync, statSync, writeSync } from 'node:fs'

const pauseMs = 2

/**
 * Writes text to a file descriptor to the end. A full pipe (EAGAIN) is waited for. Returns false when the reader has
 * gone (EPIPE); other failures (a full disk) are thrown as Node's system errors.
 */
export function writeOut(descriptor: number, text: string): boolean {
  const bytes = Buffer.from(text, 'utf8')
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EPIPE') return false
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
  return true
}

/** Writes a remark to stderr. Where that is not possible it is lost: work must not end because nobody can hear of it. */
export function remark(text: string): void {
  try {
    writeOut(2, text)
  } catch {
    // A full disk or a closed descriptor: there is nowhere left to say so.
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
