import { printable } from '../domain/printable.ts'
import type { Token } from '../domain/token.ts'
import type { Style, Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { fullTime } from './time.ts'

/** One token, all fields: `field: value` lines for people, tab-separated pairs in a pipe, or JSON. */
export function showToken(
  token: Token,
  now: Date,
  terminal: Terminal,
  { json = false, permissions = null }: { json?: boolean; permissions?: string | null },
): void {
  if (json) return terminal.print(jsonText(token, terminal.stdout))
  const fields = tokenFields(token, now, terminal.stdout)
  terminal.print(pairs([...fields, ...whereSet('permissions', permissions)], terminal.stdout))
}

/** A token as name and value, times as the style wants them. */
export function tokenFields(token: Token, now: Date, style: Style): [string, string][] {
  const time = (at: Date | null) => (at ? fullTime(at, now, style) : '')
  return [
    ['label', token.label],
    ['id', token.id],
    ['name', token.name],
    ['status', token.status],
    ['masked', token.masked],
    ['created', time(token.createdAt)],
    ['expires', token.expiresAt ? time(token.expiresAt) : style.terminal ? 'never' : ''],
    ['expiry source', token.expirySource],
    ['last used', token.lastUsedAt ? time(token.lastUsedAt) : style.terminal ? 'never' : ''],
    ['environment', token.environment ?? ''],
    ['stored in', token.storedIn.join(' ')],
    ...whereSet('description', token.description),
    ...whereSet('replaced by', token.replacedBy),
  ]
}

/** A field that most platforms do not have: left out where there is none. */
export function whereSet(name: string, value: string | null | undefined): [string, string][] {
  return value === undefined || value === null ? [] : [[name, value]]
}

/** Name and value lines; values are made printable, empty ones are left out for people. */
export function pairs(fields: readonly (readonly [string, string])[], style: Style): string {
  if (!style.terminal)
    return fields.map(([name, value]) => `${name.replaceAll(' ', '_')}\t${printable(value)}\n`).join('')
  const shown = fields.filter(([, value]) => value !== '')
  const width = shown.reduce((most, [name]) => Math.max(most, name.length), 0)
  return shown.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${printable(value)}\n`).join('')
}
