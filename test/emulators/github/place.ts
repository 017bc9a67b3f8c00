/** A secret of GitHub Actions as the emulator keeps it: opened. */
export interface KeptSecret {
  value: string
  updatedAt: string
  visibility?: string
  selected?: number[]
}

/** A repository, an environment or an organisation. */
export class GithubPlace {
  readonly secrets = new Map<string, KeptSecret>()
  readonly variables = new Map<string, { value: string; visibility?: string }>()
}

/** What a token may do. `workflow` is what a runner gives to a job. */
export interface Grant {
  secrets?: 'read' | 'write'
  variables?: 'read' | 'write'
  /** Of a classic token. */
  scopes?: string
  kind?: 'fine-grained' | 'classic' | 'workflow'
}

/** A request as it arrived. */
export interface LoggedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: unknown
}

/** A refusal of the emulated service. */
export class Refused extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 415 | 422
  readonly headers: Record<string, string>
  constructor(status: Refused['status'], message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** An object with no other fields than these. */
export function fieldsOf(
  body: unknown,
  required: string[],
  optional: string[] = [],
): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refused(400, 'Problems parsing JSON')
  const names = Object.keys(body)
  const missing = required.filter(name => !names.includes(name))
  const foreign = names.filter(name => ![...required, ...optional].includes(name))
  if (missing.length + foreign.length > 0) {
    throw new Refused(422, `Invalid request: missing ${missing}, not permitted ${foreign}`)
  }
  return { ...body }
}

/** A text field. */
export function textOf(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Refused(422, 'Invalid request: not a string')
  return value
}
