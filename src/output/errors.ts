import { BeatpassError } from '../domain/errors.ts'
import { printable } from '../domain/printable.ts'
import { redactTokens } from '../domain/redact-tokens.ts'
import { jsonText } from './json.ts'

/**
 * A failure as the lines that stderr gets: `beatpass: …` and at most one `hint: …`; with `json` one JSON line. `retold` is what
 * becomes of a hint, which may tell a command to type.
 */
export function errorLines(
  error: unknown,
  { json, retold = text => text }: { json: boolean; retold?: (hint: string) => string },
): string {
  const known = error instanceof BeatpassError ? error : undefined
  const message = clean(
    known?.message ?? `unexpected: ${error instanceof Error ? error.message : String(error)}`,
  )
  const hint = known ? known.hint && retold(known.hint) : 'this is a bug in beatpass: --debug shows where'
  if (json) {
    const { code = 'unexpected', retryable = false } = known ?? {}
    const body = { code, message, hint: hint === undefined ? null : clean(hint), retryable }
    return jsonText({ error: body }, { terminal: false })
  }
  return `beatpass: ${message}\n${hint === undefined ? '' : `hint: ${clean(hint)}\n`}`
}

/** One printable line; what looks like a token's value is hidden even where a user typed it as an argument. */
function clean(text: string): string {
  return printable(redactTokens(inOneLine(text)))
}

/** Line breaks and the space around them become one space. Not by a pattern: long runs of space would cost their square. */
function inOneLine(text: string): string {
  const lines = text.split('\n')
  const last = lines.length - 1
  if (last === 0) return text
  const between = lines.slice(1, last).map(line => line.trim())
  const ends = [lines[0]?.trimEnd() ?? '', lines[last]?.trimStart() ?? '']
  return [ends[0], ...between.filter(line => line !== ''), ends[1]].join(' ')
}

/** Where it happened and what caused it, for `--debug`; printable, tokens hidden. */
export function stackLines(error: unknown): string {
  const lines: string[] = []
  for (let at = error; at instanceof Error; at = at.cause) lines.push(...stackOf(at))
  return lines.map(line => `${printable(redactTokens(line))}\n`).join('')
}

/** By its code: the name of a class is a letter in what is built, and another one in each build. */
function stackOf(error: Error): string[] {
  const kind = error instanceof BeatpassError ? error.code : error.name
  const places = (error.stack ?? '').split('\n').filter(line => /^ +at /.test(line))
  return [...`${kind}: ${error.message}`.split('\n'), ...places]
}
