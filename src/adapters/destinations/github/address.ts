import { InvalidInput } from '../../../domain/errors.ts'

/** Where an Actions secret lies, and the paths of its API. */
export interface GithubAddress {
  /** In canonical form: `github:OWNER/REPO@ENVIRONMENT#NAME`. */
  text: string
  scope: 'repository' | 'environment' | 'organisation'
  /** For people: `acme/site`, `environment prod of acme/site`, `organisation acme`. */
  title: string
  /** In upper case, as GitHub stores it. */
  name: string
  /** `/repos/acme/site/actions/secrets`; the name comes behind it. */
  secrets: string
  /** `/repos/acme/site/actions/variables`. */
  variables: string
}

const form = /^([^/@#]+)(?:\/([^/@#]+)(?:@(.+))?)?#([^#]*)$/su
const hint =
  'write github:OWNER/REPO#NAME, github:OWNER/REPO@ENVIRONMENT#NAME or github:ORGANISATION#NAME, for example github:acme/site#BEATPASS_TOKEN'

/** Takes `OWNER/REPO#NAME`, `OWNER/REPO@ENVIRONMENT#NAME` or `ORG#NAME` apart. Throws `InvalidInput` for another form and for names that GitHub refuses. */
export function parseGithubAddress(rest: string): GithubAddress {
  const [, owner, repository, environment, typed] = form.exec(rest) ?? []
  if (owner === undefined || typed === undefined) {
    throw new InvalidInput(`github:${rest} does not name a repository or organisation and a secret`, { hint })
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(owner)) throw new InvalidInput(`not an owner: '${owner}'`, { hint })
  if (repository !== undefined && !/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(repository)) {
    throw new InvalidInput(`not a repository: '${repository}'`, { hint })
  }
  if (environment !== undefined && !isEnvironment(environment)) {
    throw new InvalidInput('not the name of an environment: 1 to 255 characters without control characters', {
      hint,
    })
  }
  const name = parseSecretName(typed)
  const place = placeOf(owner, repository, environment)
  return { ...place, name, text: `github:${rest.slice(0, -typed.length)}${name}` }
}

function placeOf(owner: string, repository: string | undefined, environment: string | undefined) {
  if (repository === undefined) {
    const base = `/orgs/${owner}/actions`
    return { scope: 'organisation' as const, title: `organisation ${owner}`, ...pathsUnder(base) }
  }
  const title = `${owner}/${repository}`
  if (environment === undefined) {
    return { scope: 'repository' as const, title, ...pathsUnder(`/repos/${title}/actions`) }
  }
  const base = `/repos/${title}/environments/${encodeURIComponent(environment)}`
  return {
    scope: 'environment' as const,
    title: `environment ${environment} of ${title}`,
    ...pathsUnder(base),
  }
}

function pathsUnder(base: string) {
  return { secrets: `${base}/secrets`, variables: `${base}/variables` }
}

function isEnvironment(text: string): boolean {
  return text.length <= 255 && !/\p{Cc}/u.test(text) && text !== '.' && text !== '..'
}

function parseSecretName(text: string): string {
  const name = text.toUpperCase()
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) {
    throw new InvalidInput(`not the name of a GitHub secret: '${text}'`, {
      hint: 'letters, digits and underscore, not beginning with a digit: github:acme/site#BEATPASS_TOKEN',
    })
  }
  if (!name.startsWith('GITHUB_')) return name
  throw new InvalidInput(`GitHub takes no secret whose name begins with GITHUB_: '${text}'`, {
    hint: 'choose another name, for example BEATPASS_TOKEN',
  })
}
