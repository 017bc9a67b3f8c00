import type { LoggedRequest } from './request-log.ts'

interface Known {
  /** What follows the API address. */
  path: string
  /** Which field names a new token, for a POST to that path. */
  nameField: string | undefined
  at: Date
}

/** What the log says of a request that has just arrived. */
export async function describeRequest(
  request: Request,
  { path, nameField, at }: Known,
): Promise<LoggedRequest> {
  const tokenId = /^Bearer +(\d{1,20})\|/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
  const entry: LoggedRequest = { method: request.method, path, tokenId, status: null, at: at.toISOString() }
  if (request.method !== 'POST' || nameField === undefined) return entry
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined)
  const name =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[nameField] : undefined
  return typeof name === 'string' ? { ...entry, tokenName: name } : entry
}
