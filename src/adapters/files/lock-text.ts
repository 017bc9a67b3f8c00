import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { codeOf } from './private-file.ts'

// Windows has no O_NOFOLLOW and no O_NONBLOCK.
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants

/** No lock of ours is longer. A thousand secrets look at their locks three times each. */
const bytes = Buffer.alloc(4096)

/**
 * What a lock says, or `undefined` where there is none. What somebody planted in its place says nothing: opening a named pipe
 * would wait for its other end, and reading a link to /dev/zero would not end; no signal would be heard meanwhile.
 */
export function lockText(path: string): string | undefined {
  const file = opened(path)
  if (typeof file !== 'number') return file === 'link' ? '' : undefined
  try {
    const found = fstatSync(file)
    if (!found.isFile() && !found.isDirectory()) return ''
    return bytes.toString('utf8', 0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

function opened(path: string): number | 'link' | 'absent' {
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return 'link'
    if (codeOf(error) === 'ENOENT') return 'absent'
    throw error
  }
}
