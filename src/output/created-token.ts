import type { Token } from '../domain/token.ts'
import type { CreateTokenResult } from '../operations/create-token.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { isoTime } from './time.ts'

interface Options {
  json?: boolean
  reveal?: boolean
}

/** A new token: its id on stdout in a pipe, a sentence for people; the secret only with `reveal`. */
export function showCreated(
  result: CreateTokenResult,
  terminal: Terminal,
  { json = false, reveal = false }: Options,
): void {
  const { token, destinations, secret, warnings } = result
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (reveal) terminal.mask(secret)
  if (json) {
    const revealed = reveal ? { secret: secret.reveal() } : {}
    return terminal.print(jsonText({ token, destinations, ...revealed }, terminal.stdout))
  }
  const places = destinations.map(({ to }) => to).join(', ')
  terminal.note(`created token ${token.id} '${token.label}', ${ending(token)}; delivered to ${places}`)
  if (reveal) return terminal.print(`${secret.reveal()}\n`)
  const claimed = destinations.some(({ to }) => to.startsWith('stdout:'))
  if (!claimed && !terminal.stdout.terminal) terminal.print(`${token.id}\n`)
}

/** A token that was made elsewhere and is kept now. */
export function showAdded(
  { token, warnings }: { token: Token; warnings: string[] },
  terminal: Terminal,
  { json = false }: Options,
): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (json) return terminal.print(jsonText({ token }, terminal.stdout))
  terminal.note(`stored token ${token.id} as '${token.label}', ${ending(token)}`)
  if (!terminal.stdout.terminal) terminal.print(`${token.id}\n`)
}

/** When it ends and by whose rule: an end that only beatpass keeps is not the platform's. */
function ending({ expiresAt, expirySource }: Token): string {
  if (expiresAt === null) return expirySource === 'none' ? 'with no known end' : 'never ending'
  const kept = expirySource === 'requested' ? ' (kept by beatpass: the platform takes no end)' : ''
  return `ends ${isoTime(expiresAt)}${kept}`
}
