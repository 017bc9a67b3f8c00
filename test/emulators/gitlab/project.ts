/** A CI/CD variable, with all that GitLab shows of it. */
export interface GitlabVariable {
  key: string
  variable_type: 'env_var' | 'file'
  value: string
  protected: boolean
  masked: boolean
  hidden: boolean
  raw: boolean
  environment_scope: string
  description: string | null
}

/** What a token may do. Developers see the project and not its variables. */
export interface GitlabGrant {
  role?: 'maintainer' | 'developer'
  /** `api` where nothing is said. */
  scopes?: string[]
  /** Goes by `Authorization: Bearer` alone, and tells no scopes of its own. */
  oauth?: boolean
}

/** A request as it arrived. */
export interface LoggedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: unknown
}

/** A refusal of the emulated service: `message` is a text, or lists by field. */
export class Refused extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409
  readonly body: Record<string, unknown>
  constructor(status: Refused['status'], body: Record<string, unknown>) {
    super(String(status))
    this.status = status
    this.body = body
  }
}

/** A variable made or changed by the fields of a body, after GitLab's own rules. */
export function changed(old: GitlabVariable, body: Record<string, unknown>): GitlabVariable {
  const known = new Set([...Object.keys(old), 'masked_and_hidden'].filter(name => name !== 'hidden'))
  for (const [name, value] of Object.entries(body)) {
    if (!known.has(name)) throw new Refused(400, { error: `${name} is not expected` })
    const flag = ['protected', 'masked', 'raw', 'masked_and_hidden'].includes(name)
    if (typeof value !== (flag ? 'boolean' : 'string'))
      throw new Refused(400, { error: `${name} is invalid` })
  }
  const variable: GitlabVariable = { ...old, ...body }
  const { key, value, masked, raw, environment_scope: scope } = variable
  if (!/^[a-zA-Z0-9_]{1,255}$/.test(key)) throw invalid('key', "can contain only letters, digits and '_'.")
  if (value.length > 10_000) throw invalid('value', 'is too long (maximum is 10000 characters)')
  if (!/^[a-zA-Z0-9_/${}. *-]{1,255}$/.test(scope)) throw invalid('environment_scope', 'can contain only …')
  const maskable = raw ? /^\S{8,}$/ : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/
  if (masked && !maskable.test(value)) throw invalid('value', 'is invalid')
  return variable
}

function invalid(field: string, why: string): Refused {
  return new Refused(400, { message: { [field]: [why] } })
}
