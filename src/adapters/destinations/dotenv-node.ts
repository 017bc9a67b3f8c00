import type { Statement } from './dotenv-scan.ts'

/** Whether lines stand for themselves; else one without `=` begins the next one's name, and one with `=` alone ends it all. */
interface Release {
  /** What is cut off around names and ahead of values. */
  blanks: string
  byLine: boolean
}

/** The line end is among the blanks of 22: `A= ` takes what stands in the next line for its value. */
const releases: Release[] = [
  { blanks: ' ', byLine: false },
  { blanks: ' \t\n', byLine: true },
]

/**
 * The assignments as `node --env-file` takes them, by node 20 and by 22 and newer: offsets into the text, which must be without
 * carriage returns, as node drops them. Any text is a name there, and a quote ends at the next one of its kind. Held by a test
 * against the node that runs it.
 */
export function nodeReadings(text: string): Statement[][] {
  return releases.map(release => scan(text, release))
}

function scan(text: string, release: Release): Statement[] {
  const { blanks, byLine } = release
  const statements: Statement[] = []
  let at = skip(text, 0, blanks)
  let sign = text.indexOf('=')
  while (at < text.length) {
    const behind = text.indexOf('\n', at) + 1
    if (sign !== -1 && sign < at) sign = text.indexOf('=', at)
    if (text[at] === '\n' || (text[at] === '#' && (behind > 0 || byLine))) at = behind || text.length
    else if (sign === -1) break
    else if (byLine && behind > 0 && sign >= behind) at = skip(text, behind, blanks)
    else {
      const { next, ...statement } = assignment(text, at, sign, release)
      if (sign === at && !byLine) break
      if (statement.key !== '') statements.push(statement)
      at = next
    }
  }
  return statements
}

/** The assignment with this sign, and where reading goes on. */
function assignment(text: string, at: number, sign: number, { blanks, byLine }: Release) {
  let name = skip(text, at, blanks)
  const nameEnd = trimmed(text, name, sign, blanks)
  const empty = byLine && (text[sign + 1] ?? '\n') === '\n'
  const exports = text.slice(name, nameEnd).startsWith('export ') && !empty
  if (exports) name = byLine ? skip(text, name + 7, blanks) : name + 7
  const key = text.slice(name, nameEnd)
  const value = empty ? sign + 1 : skip(text, sign + 1, blanks)
  if (key === '' && !empty && byLine) return { key, name, value, end: value, next: value }
  const close = /['"`]/.test(text.charAt(value)) ? text.indexOf(text.charAt(value), value + 1) : -1
  const end = lineEnd(text, Math.max(value, close))
  const cutsOff = byLine && !empty && close === -1
  return { key, name, value, end, next: cutsOff ? skip(text, end + 1, blanks) : end + 1 }
}

function skip(text: string, from: number, blanks: string): number {
  let at = from
  while (at < text.length && blanks.includes(text.charAt(at))) at++
  return at
}

function trimmed(text: string, from: number, to: number, blanks: string): number {
  let end = to
  while (end > from && blanks.includes(text.charAt(end - 1))) end--
  return end
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}
