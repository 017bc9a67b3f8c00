import { randomInt } from 'node:crypto'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits, drawn evenly. */
export function lettersAndDigits(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
}
