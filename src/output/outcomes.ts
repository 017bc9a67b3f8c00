import { type BeatpassError, Cancelled, SomeFailed } from '../domain/errors.ts'
import { redactTokens } from '../domain/redact-tokens.ts'
import type { Terminal } from '../ports/terminal.ts'

/**
 * Throws what several items come to: nothing when all went well, the one error where there was one item, else exit 11.
 * A single item that failed keeps its own exit code, and so does an interruption. `repeats` says that what went well may be
 * done once more: the same command may then succeed where each failure is one that passes, else only if nothing went well.
 */
export function throwFailures(
  errors: readonly BeatpassError[],
  items: number,
  what: string,
  { repeats = false }: { repeats?: boolean } = {},
): void {
  const [first] = errors
  if (!first) return
  if (items === 1) throw first
  const interrupted = errors.find(error => error instanceof Cancelled)
  if (interrupted) throw interrupted
  const kinds = [...new Set(errors.map(({ message }) => message))].slice(0, 3).join('; ')
  throw new SomeFailed(`${errors.length} of ${items} ${what} failed: ${kinds}`, {
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    retryable: (repeats || errors.length === items) && errors.every(({ retryable }) => retryable),
    cause: first,
  })
}

/** An error as JSON inside a result, told as on stderr: the commands of its hint, and nothing that looks like a token's value. */
export function errorJson(
  { code, message, hint }: BeatpassError,
  terminal: Pick<Terminal, 'retold'>,
): { code: string; message: string; hint: string | null } {
  const told = hint === undefined ? null : redactTokens(terminal.retold(hint))
  return { code, message: redactTokens(message), hint: told }
}
