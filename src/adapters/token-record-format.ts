import type { TokenRecord } from '../domain/token.ts'
import { jsonIn } from './answers/json-in.ts'

const version = 1

/** A record as JSON text, with the identity of the profile it is of: dates in ISO 8601 UTC, a version, one newline at the end. */
export function formatTokenRecord(record: TokenRecord, identity: string): string {
  const { id, name, label, masked, createdAt, requestedExpiry, requestedAs, storedIn, graceEndsAt } = record
  const fields = { id, name, label, masked, createdAt, requestedExpiry, requestedAs, storedIn, graceEndsAt }
  return `${JSON.stringify({ version, of: identity, ...fields }, null, 2)}\n`
}

/** The record in a text, or `undefined` when it holds none that we understand: torn, of another version, not ours. */
export function parseTokenRecord(text: string): TokenRecord | undefined {
  const raw = parseObject(text)
  if (raw?.version !== version) return undefined
  const { id, name, label, masked, storedIn } = raw
  const dates = [raw.createdAt, raw.requestedExpiry, raw.graceEndsAt].map(parseDate)
  const [createdAt, requestedExpiry, graceEndsAt] = dates
  const requestedAs = raw.requestedAs ?? null
  if (!isText(id) || !isText(name) || !isText(label) || !isText(masked) || !isTextList(storedIn))
    return undefined
  if (createdAt === undefined || requestedExpiry === undefined || graceEndsAt === undefined) return undefined
  if (requestedAs !== null && !isText(requestedAs)) return undefined
  return { id, name, label, masked, createdAt, requestedExpiry, requestedAs, storedIn, graceEndsAt }
}

/** What the profile of a record was tied to; `undefined` for what is no record, or is older than that. */
export function identityIn(text: string): string | undefined {
  const of = parseObject(text)?.of
  return isText(of) ? of : undefined
}

function parseObject(text: string): Record<string, unknown> | undefined {
  const value = jsonIn(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function parseDate(value: unknown): Date | null | undefined {
  if (value === null) return null
  if (!isText(value)) return undefined
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}
