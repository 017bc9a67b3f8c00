// Control and format characters (bidi, zero width), line and paragraph separators, lone surrogates, private use, all that
// Unicode says may be ignored, and the blank Braille cell; but not the two selectors that only choose an emoji's look.
// Plain ASCII, which is most of any text, is passed over first.
const unseen =
  '[^ -~](?<![\\u{fe0e}\\u{fe0f}])(?<=[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{DI}\\u{2800}])'

/**
 * Text that came from elsewhere, fit for a terminal: every character that could move the cursor, change the reading
 * direction or hide is shown as its number, `\u{202e}`. One line stays one line.
 */
export function printable(text: string): string {
  if (isPlain(text)) return text
  return eachUnseen(text, character => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`)
}

/** The text with something else in place of every such character. */
export function eachUnseen(text: string, shown: (character: string) => string): string {
  // Not a literal: those are parsed with the file, which costs every start half a millisecond.
  return text.replace(new RegExp(unseen, 'gu'), shown)
}

/** Of texts so short as most are, a regular expression takes twice as long to say it. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit > 0x7e) return false
  }
  return true
}
