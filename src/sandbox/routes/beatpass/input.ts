import type { Context } from 'hono'

export type Input = Record<string, unknown>
/** What is wrong with an input, by field, in the order of the fields. */
export type FieldErrors = Record<string, string[]>

/** The JSON object of a request; anything that is not one counts as empty, as Laravel takes it. */
export async function inputOf(c: Context): Promise<Input> {
  const body: unknown = await c.req.json().catch(() => ({}))
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Input) : {}
}

interface TextRule {
  min?: number
  max?: number
  email?: boolean
  /** Passwords are taken as they are; all else is trimmed before it is looked at. */
  verbatim?: boolean
}

/** A required text, or the platform's words on why it is not one. */
export function requiredText(input: Input, field: string, rule: TextRule = {}): string | { error: string } {
  const value = input[field]
  const label = field
    .replace(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()
  const text = typeof value === 'string' && !rule.verbatim ? value.trim() : value
  if (text === undefined || text === null || text === '') return { error: `The ${label} field is required.` }
  if (typeof text !== 'string') return { error: `The ${label} field must be a string.` }
  if (rule.email && !/^[^\s@]+@[^\s@]+$/.test(text)) {
    return { error: `The ${label} field must be a valid email address.` }
  }
  const length = [...text].length
  if (rule.min && length < rule.min)
    return { error: `The ${label} field must be at least ${rule.min} characters.` }
  if (rule.max && length > rule.max) {
    return { error: `The ${label} field must not be greater than ${rule.max} characters.` }
  }
  return text
}

/** 422 as Laravel 9 and later word it: the first error, and how many more there are. */
export function invalid(c: Context, errors: FieldErrors): Response {
  const all = Object.values(errors).flat()
  const more = all.length - 1
  const tail = more > 0 ? ` (and ${more} more ${more === 1 ? 'error' : 'errors'})` : ''
  return c.json({ message: `${all[0] ?? ''}${tail}`, errors }, 422)
}
