import { DestinationUnavailable } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import { type GitlabAddress, parseGitlabAddress } from './gitlab/address.ts'
import { GitlabApi, gitlabServer } from './gitlab/api.ts'
import { CiVariable } from './gitlab/ci-variable.ts'
import { type PlaceServer, serverNamedBy } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

/** See `DestinationFacts`. */
export const gitlabFacts: DestinationFacts = {
  scheme: 'gitlab',
  form: 'gitlab:GROUP/PROJECT#KEY',
  about:
    'a CI/CD variable of a GitLab project, of one environment scope of it (gitlab:GROUP/PROJECT@SCOPE#KEY) or of a group (gitlab:group:GROUP#KEY), masked; not one that is hidden',
  needs: 'GITLAB_TOKEN with the scope api and the role Maintainer (never CI_JOB_TOKEN)',
  readsBack: true,
  writesConditionally: false,
}

const mostCharacters = 10_000

/** `gitlab:GROUP/PROJECT#KEY`: a CI/CD variable, always masked and never expanded. */
export class GitlabPlace implements RemotePlace {
  readonly readsBack = true
  readonly writesConditionally = false
  readonly to: string
  readonly server: PlaceServer
  readonly #address: GitlabAddress
  readonly #api: GitlabApi
  readonly #variable: CiVariable

  /** `rest` as typed behind `gitlab:`. Throws `InvalidInput`; touches nothing. */
  constructor(rest: string, world: RemoteWorld) {
    this.#address = parseGitlabAddress(rest)
    this.to = this.#address.text
    this.server = serverNamedBy('GITLAB_HOST or CI_SERVER_URL', () => gitlabServer(world.env).baseUrl)
    this.#api = new GitlabApi(this.#address, world)
    this.#variable = new CiVariable(this.#address, this.#api)
  }

  async probe(): Promise<void> {
    await this.#variable.read()
    await this.#refuseReadOnly()
  }

  /** The version tells whether there is one, and how it is kept. */
  async read(): Promise<Observation> {
    const found = await this.#variable.read()
    if (!found) return { secret: undefined, version: undefined }
    const flags = [...(found.masked ? ['masked'] : []), ...(found.raw ? ['raw'] : [])]
    return { secret: found.value, version: ['present', ...flags].join(' ') }
  }

  async put(secret: Secret, { version }: Observation): Promise<void> {
    refuseUnfit(secret)
    const flags = version?.split(' ')
    const current = flags && { masked: flags.includes('masked'), raw: flags.includes('raw') }
    await this.#variable.write(secret, current)
  }

  /** An access token tells its own scopes (GitLab 15.5 and later); what does not is let through. */
  async #refuseReadOnly(): Promise<void> {
    const path = '/api/v4/personal_access_tokens/self'
    const response = await this.#api.send({ kind: 'read', method: 'GET', path }).catch(() => undefined)
    if (response?.status !== 200) return
    const scopes = await this.#api.parse(response, body =>
      body.at('scopes').optional(field => field.list().map(scope => scope.value)),
    )
    if (!scopes?.includes('read_api') || scopes.includes('api')) return
    throw new DestinationUnavailable('the token of GITLAB_TOKEN may only read: it has the scope read_api', {
      hint: 'make one with the scope api',
      failure: 'refused',
    })
  }
}

/** What GitLab masks of a value that is not expanded. */
function refuseUnfit(secret: Secret): void {
  const text = secret.reveal()
  if (/^\S{8,}$/u.test(text) && text.length <= mostCharacters) return
  throw new DestinationUnavailable('GitLab cannot mask this value, and it is never stored unmasked', {
    hint: 'it masks one line of 8 to 10,000 characters without white space: deliver it elsewhere',
    failure: 'refused',
  })
}
