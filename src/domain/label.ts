import { InvalidInput } from './errors.ts'
import { printable } from './printable.ts'

const tag = / ~([a-z2-7]{10})$/
const tagLength = 12

/** The name without its rotation tag: `ci-main ~k3j5m2q7xa` is `ci-main`. */
export function labelOf(name: string): string {
  return nonceOf(name) === undefined ? name : name.slice(0, -tagLength)
}

/** The nonce in a rotation tag, or `undefined` for an untagged name. */
export function nonceOf(name: string): string | undefined {
  // Hardly any name has one, and of a long list all are asked.
  return name[name.length - tagLength + 1] === '~' ? tag.exec(name)?.[1] : undefined
}

/** The name of a successor (rotation.md): the label, a space, a tilde and ten characters of lower-case base32. */
export function taggedName(label: string, nonce: string): string {
  return `${label} ~${nonce}`
}

/** Whether a platform may have made the one name of the other: some change the case of letters, or put an accent and its letter together. */
export function mayHaveBecome(name: string, stored: string): boolean {
  const folded = (text: string) => text.normalize('NFKC').toLowerCase().trim()
  return folded(name) === folded(stored)
}

export const labelLength = { min: 3, max: 88 }

/**
 * A label as typed: 3 to 88 characters (so that a tagged name keeps within 100), no control characters, no space at
 * either end (platforms trim it away), no slash (it separates entries in a keychain), no rotation tag.
 */
export function parseLabel(text: string): string {
  const length = [...text].length
  if (length < labelLength.min || length > labelLength.max) {
    throw new InvalidInput(
      `a token's name has ${labelLength.min} to ${labelLength.max} characters, not ${length}`,
    )
  }
  if (printable(text) !== text) {
    throw new InvalidInput("a token's name cannot hold control or invisible characters")
  }
  if (text.trim() !== text) throw new InvalidInput("a token's name cannot begin or end with a space")
  if (text.includes('/')) throw new InvalidInput("a token's name cannot hold '/'")
  if (/^\d+$/.test(text))
    throw new InvalidInput("a token's name cannot be digits only: that would read as an id")
  if (tag.test(text)) throw new InvalidInput("a token's name cannot end in a rotation tag ' ~xxxxxxxxxx'")
  return text
}
