import type { Secret } from '../domain/secret.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'

/** The secret alone with one newline; masked first where a CI runner reads our output. */
export function revealSecret(secret: Secret, terminal: Terminal, { json = false }: { json?: boolean }): void {
  terminal.mask(secret)
  const text = secret.reveal()
  terminal.print(json ? jsonText({ secret: text }, terminal.stdout) : `${text}\n`)
}
