import { randomInt } from 'node:crypto'
import { crc32 } from '../../domain/checksum.ts'
import { Secret } from '../../domain/secret.ts'

/** How a platform's tokens look. */
export interface TokenForm {
  /** The part that is kept as a hash. */
  mint(): string
  /** What is given away: the id in front or not. */
  whole(id: number, text: string): Secret
  /** So many first characters stay readable in the platform's list. */
  beginning: number
}

/** Sanctum's since 3.3: `<id>|`, 40 letters and digits, their CRC-32. */
export const sanctumForm: TokenForm = {
  mint: () => withChecksum(lettersAndDigits(40)),
  whole: (id, text) => new Secret(`${id}|${text}`),
  beginning: 0,
}

/** Sanctum's before: no checksum. */
export const oldSanctumForm: TokenForm = { ...sanctumForm, mint: () => lettersAndDigits(40) }

/** Letters and digits, drawn evenly. */
export function lettersAndDigits(length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
}

function withChecksum(entropy: string): string {
  return entropy + crc32(entropy)
}
