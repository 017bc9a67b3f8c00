import type { Secret } from './secret.ts'

/** CRC-32 (crc32b, the one of zlib and PHP) of ASCII text, as eight lower-case hex digits. */
export function crc32(text: string): string {
  let crc = 0xffffffff
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) & 0xff
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
}

/** Behind the id: 40 letters and digits, or 80 in Sanctum's first releases. */
const olderForm = /^(?:[A-Za-z0-9]{40}){1,2}$/
/** A prefix of the site's own may be ahead; it is taken for one where a sign divides it from the rest. */
const usualForm = /^(?:.*[^A-Za-z0-9])?[A-Za-z0-9]{40}[0-9a-f]{8}$/s
const usualLength = 48

/**
 * Whether the value carries Sanctum's checksum: the last 8 hex digits are the CRC-32 of the 40 characters before them.
 * `none` for an older token and for what is no `<id>|<text>`; any other is `invalid`: something is missing, doubled, changed
 * or added. A hint for typos and leaks, never a reason to refuse.
 */
export function checksumOf(secret: Secret): 'valid' | 'invalid' | 'none' {
  const [, entropy, checksum] = /([A-Za-z0-9]{40})([0-9a-f]{8})$/.exec(secret.reveal()) ?? []
  if (entropy !== undefined && crc32(entropy) === checksum) return 'valid'
  const text = behindId(secret)
  return text === undefined || olderForm.test(text) ? 'none' : 'invalid'
}

/** How many characters are behind the id where tokens have another number; null where not, and without an id. */
export function unusualLengthOf(secret: Secret): number | null {
  const text = behindId(secret)
  if (text === undefined || olderForm.test(text) || usualForm.test(text)) return null
  const { length } = [...text]
  return length === usualLength ? null : length
}

function behindId(secret: Secret): string | undefined {
  return secret.tokenId === undefined ? undefined : secret.reveal().slice(secret.tokenId.length + 1)
}
