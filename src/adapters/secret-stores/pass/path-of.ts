import { createHash } from 'node:crypto'
import { StoreUnavailable } from '../../../domain/errors.ts'
import type { Entry } from '../../../ports/secret-store.ts'

/** A file name has at most 255 bytes, and `.gpg` and gpg's own additions want some. */
const longest = 200

/**
 * The name of an entry in the password store: `beatpass/<profile>/<label>`, `beatpass-session/<profile>`. A part that is
 * too long for a file name is cut and marked with a digest of the whole. Throws `StoreUnavailable` (`refused`) for a
 * part that would lead out of the folder.
 */
export function pathOf(entry: Entry): string {
  const parts = entry.account.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..')) {
    throw new StoreUnavailable('the name of the entry is not one that pass can keep', {
      failure: 'refused',
      hint: 'nothing was stored',
    })
  }
  return [entry.service, ...parts.map(shortened)].join('/')
}

function shortened(part: string): string {
  if (Buffer.byteLength(part) <= longest) return part
  const digest = createHash('sha256').update(part).digest('hex').slice(0, 16)
  let head = ''
  for (const character of part) {
    if (Buffer.byteLength(head + character) > longest - digest.length - 1) break
    head += character
  }
  return `${head}~${digest}`
}
