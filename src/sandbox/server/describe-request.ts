import type { LoggedRequest } from './request-log.ts'

const nameFields: Record<string, string> = { '/access-tokens': 'tokenName', '/auth/login': 'token_name' }

/** What the log says of a request that has just arrived. `path` is what follows `/api/v1`. */
export async function describeRequest(request: Request, path: string, at: Date): Promise<LoggedRequest> {
  const tokenId = /^Bearer +(\d{1,20})\|/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
  const entry: LoggedRequest = { method: request.method, path, tokenId, status: null, at: at.toISOString() }
  const field = request.method === 'POST' ? nameFields[path] : undefined
  const body: unknown =
    field &&
    (await request
      .clone()
      .json()
      .catch(() => undefined))
  const name =
    field && typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined
  return typeof name === 'string' ? { ...entry, tokenName: name } : entry
}
