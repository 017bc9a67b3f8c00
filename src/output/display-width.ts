const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Extended_Pictographic}\p{Regional_Indicator}]/u
const widthless = /\p{M}/u

/** How many columns a terminal gives to printable text: two for East Asian and emoji characters, none for accents. */
export function displayWidth(text: string): number {
  return [...text].reduce((width, character) => width + widthOf(character), 0)
}

/** The text cut to a width, with an ellipsis where something was cut. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += widthOf(character)
    if (used > width) break
    kept += character
  }
  return `${kept}…`
}

function widthOf(character: string): number {
  if (widthless.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
