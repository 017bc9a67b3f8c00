import { printable } from '../domain/printable.ts'

const plain = /^[\x20-\x7e]*$/
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Extended_Pictographic}\p{Regional_Indicator}]/u
const widthless = /\p{M}/u
/** Characters to a column, accents and all; beyond them a text is cut as if it were too wide. */
const mostToColumn = 8

/** How many columns a terminal gives to printable text: two for East Asian and emoji characters, none for accents. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/** The text cut to a width, with an ellipsis where something was cut. Of a long text only the beginning is looked at. */
export function cutTo(text: string, width: number): string {
  if (text.length <= width && plain.test(text)) return text
  let [used, at, keptTo, left] = [0, 0, 0, mostToColumn * width]
  for (const character of text) {
    used += widthOf(character)
    at += character.length
    if (used > width || left-- === 0) return `${text.slice(0, keptTo)}…`
    if (used < width) keptTo = at
  }
  return text
}

/** Text that came from elsewhere, printable and cut to a width. */
export function printableTo(text: string, width: number): string {
  const enough = 2 * (mostToColumn * width + 1)
  return cutTo(printable(text.length > enough ? text.slice(0, enough) : text), width)
}

function widthOf(character: string): number {
  if (widthless.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
