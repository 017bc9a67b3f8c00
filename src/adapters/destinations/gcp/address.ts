import { InvalidInput } from '../../../domain/errors.ts'

/** A secret of Secret Manager. */
export interface GcpAddress {
  project: string
  secret: string
}

const projectForm = /^(([a-z0-9-]+\.)+[a-z]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$|^\d{1,20}$/

/** Takes `PROJECT/SECRET` apart; a project is named by its id or number. Throws `InvalidInput`. */
export function parseGcpAddress(rest: string): GcpAddress {
  const [, project = '', secret = ''] = /^([^/]+)\/([^/]+)$/.exec(rest) ?? []
  const problem = problemOf({ project, secret })
  if (problem)
    throw new InvalidInput(`gcp:${rest}: ${problem}`, { hint: 'for example gcp:acme-prod/beatpass-token' })
  return { project, secret }
}

function problemOf({ project, secret }: GcpAddress): string | undefined {
  if (secret === '') return 'it is not PROJECT/SECRET'
  if (!projectForm.test(project))
    return 'a project is named by its id (6 to 30 of a-z, 0-9 and -) or its number'
  return /^[A-Za-z0-9_-]{1,255}$/.test(secret)
    ? undefined
    : "a secret's name has 1 to 255 of letters, digits, - and _"
}
