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

/**
 * Whether the value carries Sanctum's checksum: the last 8 hex digits are the CRC-32 of the 40 characters before them.
 * `none` where it has no such form (older tokens). A hint for typos and leaks, never a reason to refuse.
 */
export function checksumOf(secret: Secret): 'valid' | 'invalid' | 'none' {
  const match = /([A-Za-z0-9]{40})([0-9a-f]{8})$/.exec(secret.reveal())
  if (!match) return 'none'
  return crc32(match[1] ?? '') === match[2] ? 'valid' : 'invalid'
}
