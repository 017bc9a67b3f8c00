/** One assignment in a dotenv text, by offsets: where its name begins, its value begins, and it ends (before the line end). */
export interface Statement {
  key: string
  name: number
  value: number
  end: number
}

/** The points in which readers of dotenv files differ about where a quoted value ends. */
interface Reading {
  /** A backslash hides the quote behind it (and, outside quotes, the line end). */
  escapes: boolean
  /** Backticks quote too. */
  backticks: boolean
  /** A quoted value must have nothing but a comment behind it on its line, else it was none. */
  strict: boolean
}

const both = [false, true]
const allReadings: Reading[] = both.flatMap(escapes =>
  both.flatMap(backticks => both.map(strict => ({ escapes, backticks, strict }))),
)

/** The assignments of a text, once for each way in which a reader might take it. */
export function readings(text: string): Statement[][] {
  return allReadings.map(reading => scan(text, reading))
}

function scan(text: string, reading: Reading): Statement[] {
  const statements: Statement[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const head = assignment.exec(text.slice(at, lineEnd(text, at)))
    const value = at + (head?.[0].length ?? 0)
    const end = head ? endOf(text, value, reading) : lineEnd(text, at)
    if (head) {
      statements.push({ key: head[2] ?? '', name: at + (head[1] ?? '').length, value, end })
    }
    at = text.indexOf('\n', end) + 1 || text.length
  }
  return statements
}

const assignment = /^([^\S\r\n]*(?:export[^\S\r\n]+)?)([^=#\s]+)[^\S\r\n]*=[^\S\r\n]*/

function endOf(text: string, value: number, { escapes, backticks, strict }: Reading): number {
  const quote = text[value] ?? ''
  if (quote === "'" || quote === '"' || (quote === '`' && backticks)) {
    const close = closing(text, value, quote, escapes)
    if (close !== undefined) {
      const end = lineEnd(text, close)
      if (!strict || /^.[^\S\r\n]*(#.*)?$/.test(text.slice(close, end))) return end
    }
  }
  const end = lineEnd(text, value)
  const continued = escapes && /(?<!\\)(\\\\)*\\$/.test(text.slice(value, end)) && text[end] === '\n'
  return continued ? lineEnd(text, end + 1) : end
}

function closing(text: string, open: number, quote: string, escapes: boolean): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return undefined
}

/** The offset of the line's end: of its `\r\n`, `\n`, or of the end of the text. */
function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  if (newline === -1) return text.length
  return newline > from && text[newline - 1] === '\r' ? newline - 1 : newline
}
