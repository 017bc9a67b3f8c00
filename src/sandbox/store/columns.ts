import type { Value } from './database.ts'

/** A column of whole seconds since 1970 as a time; null stays null. */
export function dateOf(seconds: number): Date
export function dateOf(seconds: Value | undefined): Date | null
export function dateOf(seconds: Value | undefined): Date | null {
  return seconds == null ? null : new Date(Number(seconds) * 1000)
}

/** A column of text; null stays null. */
export function textOf(value: Value | undefined): string | null {
  return value == null ? null : String(value)
}

/** A column that holds words, as `wordsIn` wrote it. */
export function wordsOf(value: Value | undefined): string[] {
  return value ? String(value).split(' ') : []
}

/** Words without white space in them, as one column holds them. */
export function wordsIn(words: readonly string[]): string {
  return words.join(' ')
}
