import { printable } from '../../domain/printable.ts'
import { redactTokens } from '../../domain/redact-tokens.ts'

const longest = 200

/** A platform's own message, fit for one of ours: its first line, at most 200 characters, printable, without tokens or a full stop. */
export function serverWords(text: string): string {
  const line =
    redactTokens(text)
      .trim()
      .split(/[\r\n]/, 1)[0] ?? ''
  const shown = [...printable(line)]
  const cut = shown.length > longest ? [...shown.slice(0, longest - 1), '…'] : shown
  return cut.join('').replace(/\.$/, '')
}
