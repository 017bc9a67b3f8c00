import { printable } from '../../domain/printable.ts'
import { redactTokens } from '../../domain/redact-tokens.ts'
import { Secret } from '../../domain/secret.ts'
import { jsonIn } from '../answers/json-in.ts'
import { redaction } from '../redaction.ts'

/** The only fields whose values a trace shows. */
const shownFields = new Set([
  ...['token_name', 'tokenName', 'name', 'display_name', 'id', 'tokenable_id', 'status', 'message'],
  ...['created_at', 'updated_at', 'expires_at', 'last_used_at', 'two_factor', 'retry_after'],
])
/** The only fields whose own fields are listed; the body itself is one. */
const openedFields = new Set(['body', 'user', 'token', 'tokens', 'data', 'errors'])
const shownItems = 3
const shownLength = 200
const leastEchoed = 24

/**
 * A JSON body for a trace: field names, the values of a few known harmless fields, of all else only the kind, and the
 * size where `sizes` is set. Texts of `hidden` are blotted out wherever they turn up.
 */
export function showJson(body: string, hidden: readonly string[], sizes: boolean): string {
  const value = jsonIn(body)
  if (value === undefined) return sizes ? `[${body.length} characters, not JSON]` : '[not JSON]'
  const shown = show(value, { hidden, sizes }, 'body')
  return typeof shown === 'string' ? shown : JSON.stringify(shown)
}

/** Every value in a JSON body that a trace does not show: what must not turn up anywhere else in it either. */
export function hiddenValues(body: string): string[] {
  return leaves(jsonIn(body) ?? body, 'body')
}

/** A text that may be shown, in one line, less anything hidden in it. */
export function showText(text: string, hidden: readonly string[]): string {
  // The longest first: of a password that begins with the address, the rest would be left.
  const safe = hidden
    .filter(secret => secret.length >= 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, it) => left.replaceAll(it, '***'), text)
  return printable(redactTokens(withoutEchoes(safe, hidden))).slice(0, shownLength)
}

/** Whoever repeats what it was sent may have cut it, wrapped it into lines, or encoded it; of what is short that tells nothing. */
function withoutEchoes(text: string, hidden: readonly string[]): string {
  const long = hidden.filter(({ length }) => length >= leastEchoed)
  return long.length === 0 ? text : redaction(...long.map(one => new Secret(one)))(text)
}

interface View {
  hidden: readonly string[]
  sizes: boolean
}

function show(value: unknown, view: View, field: string): unknown {
  if (value === null) return null
  if (typeof value === 'object') return showNested(value, view, field)
  if (typeof value === 'string') {
    if (shownFields.has(field)) return showText(value, view.hidden)
    return view.sizes ? `[text of ${value.length}]` : '[text]'
  }
  if (!shownFields.has(field)) return `[${typeof value}]`
  return view.hidden.includes(String(value)) ? '***' : value
}

function showNested(value: object, view: View, field: string): unknown {
  if (!openedFields.has(field)) {
    const kind = Array.isArray(value) ? 'list' : 'object'
    return view.sizes ? `[${kind} of ${Object.keys(value).length}]` : `[${kind}]`
  }
  if (!Array.isArray(value)) {
    const fields = Object.entries(value).slice(0, 40)
    return Object.fromEntries(fields.map(([name, inner]) => [showName(name, view), show(inner, view, name)]))
  }
  const shown = value.slice(0, shownItems).map(item => show(item, view, isObject(item) ? field : ''))
  return value.length > shownItems ? [...shown, `[${value.length - shownItems} more]`] : shown
}

function showName(name: string, view: View): string {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/.test(name) ? showText(name, view.hidden) : '[field]'
}

function leaves(value: unknown, field: string): string[] {
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => leaves(inner, name))
  const harmless = value === null || typeof value === 'boolean' || shownFields.has(field)
  return harmless ? [] : [String(value)]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
