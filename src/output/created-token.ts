import { printable } from '../domain/printable.ts'
import { operand } from '../domain/shell-word.ts'
import type { Token } from '../domain/token.ts'
import type { CreateTokenResult, Creation } from '../operations/creation.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { errorJson, throwFailures } from './outcomes.ts'
import { isoTime } from './time.ts'

interface Options {
  json?: boolean
  reveal?: boolean
}

interface Places {
  terminal: Terminal
  secretStore: Pick<SecretStore, 'location'>
}

/** A new token: its id on stdout in a pipe, for people where it is and when it ends; the secret only with `reveal`. */
export function showCreated(
  result: CreateTokenResult,
  { terminal, secretStore }: Places,
  { json = false, reveal = false }: Options,
): void {
  const { token, destinations, secret, warnings } = result
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (reveal) terminal.mask(secret)
  if (json) {
    const revealed = reveal ? { secret: secret.reveal() } : {}
    return terminal.print(jsonText({ token, destinations, ...revealed }, terminal.stdout))
  }
  terminal.note(`created token ${token.id} '${token.label}', ${ending(token)}`)
  for (const { to } of destinations) terminal.note(whereabouts(to, token, secretStore))
  if (reveal) return terminal.print(`${secret.reveal()}\n`)
  const claimed = destinations.some(({ to }) => to === 'stdout:')
  if (!claimed && !terminal.stdout.terminal) terminal.print(`${token.id}\n`)
}

/**
 * Several new tokens, each with its outcome: a sentence for people, `id`, `label`, `outcome` in a pipe, or JSON; then throws
 * what failed.
 */
export function showCreations(
  creations: readonly Creation[],
  terminal: Terminal,
  { json = false, reveal = false }: Options,
): void {
  const created = creations.flatMap(one => ('created' in one ? [one.created] : []))
  for (const { warnings } of created) for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (reveal) for (const { secret } of created) terminal.mask(secret)
  if (json)
    terminal.print(
      jsonText(
        creations.map(one => creationJson(one, reveal, terminal)),
        terminal.stdout,
      ),
    )
  else terminal.print(creations.map(terminal.stdout.terminal ? creationSentence : creationLine).join(''))
  const errors = creations.flatMap(one => ('error' in one ? [one.error] : []))
  throwFailures(errors, creations.length, 'tokens')
}

function creationJson(creation: Creation, reveal: boolean, terminal: Terminal) {
  if ('error' in creation) return { label: creation.label, error: errorJson(creation.error, terminal) }
  const { token, destinations, secret } = creation.created
  return { token, destinations, ...(reveal ? { secret: secret.reveal() } : {}) }
}

const creationLine = (one: Creation) =>
  'error' in one ? `\t${one.label}\tfailed\n` : `${one.created.token.id}\t${one.label}\tcreated\n`

const creationSentence = (one: Creation) =>
  'error' in one
    ? `'${one.label}' was not created: ${printable(one.error.message)}\n`
    : `created token ${one.created.token.id} '${one.label}', ${ending(one.created.token)}\n`

/** A token that was made elsewhere and is kept now. */
export function showAdded(
  { token, warnings }: { token: Token; warnings: string[] },
  { terminal, secretStore }: Places,
  { json = false }: Options,
): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (json) return terminal.print(jsonText({ token }, terminal.stdout))
  terminal.note(`stored token ${token.id} as '${token.label}', ${ending(token, 'does not tell')}`)
  terminal.note(whereabouts('store:', token, secretStore))
  if (!terminal.stdout.terminal) terminal.print(`${token.id}\n`)
}

/** Where its secret is now, and how to get at it. */
function whereabouts(to: string, { label }: Token, { location }: Places['secretStore']): string {
  if (to === 'store:')
    return `its secret rests in the ${location}: beatpass tokens get ${operand(label)} prints it`
  return to === 'stdout:' ? 'its secret went to stdout' : `its secret was delivered to ${to}`
}

/** When it ends and by whose rule: an end that only beatpass keeps is not the platform's. */
function ending({ expiresAt, expirySource }: Token, why = 'takes no end'): string {
  if (expiresAt === null) return expirySource === 'none' ? 'with no known end' : 'never ending'
  const kept = expirySource === 'requested' ? ` (kept by beatpass: the platform ${why})` : ''
  return `ends ${isoTime(expiresAt)}${kept}`
}
