/** One assignment in a dotenv text, by offsets: where its name begins, its value begins, and it ends (before the line end). */
export interface Statement {
  key: string
  name: number
  value: number
  end: number
}

/** The points in which readers of dotenv files differ about where an assignment begins or ends. */
interface Reading {
  /** Which quotes a backslash hides: none; every one behind it; or not one behind a pair of backslashes. */
  escapes: 'none' | 'any' | 'unpaired'
  /** A backslash at the end of an unquoted value hides the line end. */
  continues: boolean
  /** Backticks quote too. */
  backticks: boolean
  /** A quoted value must have nothing but a comment behind it on its line, else it was none. */
  strict: boolean
}

const escapeRules = ['none', 'any', 'unpaired'] as const
const allReadings: Reading[] = escapeRules.flatMap(escapes =>
  [...Array(8).keys()].map(bits => ({
    escapes,
    continues: (bits & 1) > 0,
    backticks: (bits & 2) > 0,
    strict: (bits & 4) > 0,
  })),
)

/** The assignments of a text, once for each way in which a reader that goes by lines might take it; node's are in dotenv-node.ts. */
export function readings(text: string): Statement[][] {
  return allReadings.map(reading => scan(text, reading))
}

function scan(text: string, reading: Reading): Statement[] {
  const statements: Statement[] = []
  let at = Number(text.startsWith('\uFEFF'))
  while (at < text.length) {
    const line = text.slice(at, lineEnd(text, at))
    const head = assignment.exec(line)
    let end = at + line.length
    if (head) {
      const value = at + head[0].length
      end = endOf(text, value, reading)
      statements.push({ key: head[2] ?? '', name: at + (head[1] ?? '').length, value, end })
    }
    at = text.indexOf('\n', end) + 1 || text.length
  }
  return statements
}

const assignment = /^([^\S\r\n]*(?:export[^\S\r\n]+)?)([^=#\s]+)[^\S\r\n]*=[^\S\r\n]*/

function endOf(text: string, value: number, { escapes, continues, backticks, strict }: Reading): number {
  const quote = text[value] ?? ''
  if (quote === "'" || quote === '"' || (quote === '`' && backticks)) {
    const close = closing(text, value, quote, escapes)
    if (close !== undefined) {
      const end = lineEnd(text, close)
      if (!strict || /^.[^\S\r\n]*(#.*)?$/.test(text.slice(close, end))) return end
    }
  }
  const end = lineEnd(text, value)
  const continued = continues && /(?<!\\)(\\\\)*\\$/.test(text.slice(value, end)) && text[end] === '\n'
  return continued ? lineEnd(text, end + 1) : end
}

function closing(text: string, open: number, quote: string, escapes: Reading['escapes']): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    const hides = text[at] === '\\' && escapes !== 'none'
    if (hides && (escapes === 'unpaired' || text[at + 1] === quote)) at++
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
