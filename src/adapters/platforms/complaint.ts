import { jsonIn } from '../answers/json-in.ts'

/** What a platform of Laravel's kind says about a refused request. */
export interface Complaint {
  /** Empty where it says nothing. */
  message: string
  /** The first complaint about each field. */
  fields: Record<string, string>
}

/**
 * Reads `{message, errors?}`, where errors is absent, a list, `{field: text}` or `{field: [text]}`; tolerant of all else.
 * `redact` blots out of its words what must not be told.
 */
export function complaintOf(body: string, redact = (text: string) => text): Complaint {
  const value = parsed(body)
  const text = value && 'message' in value && typeof value.message === 'string' ? value.message : ''
  const message = redact(text).trim()
  const errors = value && 'errors' in value ? value.errors : undefined
  if (typeof errors !== 'object' || errors === null || Array.isArray(errors)) return { message, fields: {} }
  const pairs = Object.entries(errors)
    .map(([field, given]): [string, unknown] => [field, Array.isArray(given) ? given[0] : given])
    .filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const told = pairs.map(([field, words]) => [field, redact(words)])
  return { message, fields: Object.fromEntries(told) }
}

function parsed(body: string): object | undefined {
  const value = jsonIn(body)
  return typeof value === 'object' && value !== null ? value : undefined
}
