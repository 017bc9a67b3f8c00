const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Text from elsewhere, safe for a terminal: control, bidi, zero-width and other invisible characters become visible as
 * `\u{1b}`. Tabs and line ends count as control characters: give it one line.
 */
export function printable(text: string): string {
  return text.replace(unseen, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
