import { resolve } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import { readOpenFile } from '../../files/read-open-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall, serviceUrl, variable } from '../remote/service.ts'
import type { GitlabAddress } from './address.ts'

/** A call without its headers; `body` is sent as JSON. */
export type GitlabCall = Omit<ServiceCall, 'headers' | 'body'> & { body?: Record<string, unknown> }

/** GitLab's REST API for one address. Server and credential are looked up on first use. */
export class GitlabApi {
  readonly #address: GitlabAddress
  readonly #world: RemoteWorld
  #opened: Promise<{ service: Service; token: Secret }> | undefined

  constructor(address: GitlabAddress, world: RemoteWorld) {
    this.#address = address
    this.#world = world
  }

  /** As `Service.send`; a rejected token (401) is `DestinationUnavailable`. */
  async send(call: GitlabCall): Promise<HttpResponse> {
    const { service, token } = await this.#open()
    const { body, ...rest } = call
    const response = await service.send({
      ...rest,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'beatpass',
        ...authorization(token),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.status !== 401) return response
    throw await this.refusal('the token of GITLAB_TOKEN', response)
  }

  /** What `read` takes from an answer, see `Service.parse`. */
  async parse<T>(response: HttpResponse, read: (body: Field) => T): Promise<T> {
    return (await this.#open()).service.parse(response, read)
  }

  /** The error for an answer that refuses; `clean` takes out of GitLab's words what must not be told. */
  async refusal(
    what: string,
    response: HttpResponse,
    clean: (words: string) => string = words => words,
  ): Promise<DestinationUnavailable> {
    const { service } = await this.#open()
    return service.refusal(what, response, hintFor(response.status, this.#address), clean(wordsOf(response)))
  }

  #open(): Promise<{ service: Service; token: Secret }> {
    this.#opened ??= this.#start()
    return this.#opened
  }

  async #start() {
    const token = gitlabToken(this.#world.env)
    const { baseUrl, caFile } = gitlabServer(this.#world.env)
    const tls = caFile === undefined ? {} : { ca: await this.#authorities(caFile) }
    return { token, service: new Service({ title: 'GitLab', baseUrl, tls }, this.#world) }
  }

  async #authorities(path: string): Promise<string> {
    try {
      return await readOpenFile(resolve(this.#world.cwd, path))
    } catch (cause) {
      throw new DestinationUnavailable(`CI_SERVER_TLS_CA_FILE cannot be read: ${path}`, {
        hint: 'the runner sets it to the certificates of its GitLab: leave it as it is, or unset it',
        failure: 'refused',
        cause,
      })
    }
  }
}

/**
 * From `GITLAB_HOST` (a host or an address), else `CI_SERVER_URL` (with the authorities that the runner trusts), else
 * gitlab.com. The runner sets the second by itself, so the first wins. Throws `InvalidInput` for what is not https, nor
 * http on loopback.
 */
export function gitlabServer(env: RemoteWorld['env']): { baseUrl: string; caFile?: string } {
  const host = variable(env, 'GITLAB_HOST')
  if (host !== undefined) {
    return { baseUrl: serviceUrl(host.includes('://') ? host : `https://${host}`, 'GITLAB_HOST') }
  }
  const runner = variable(env, 'CI_SERVER_URL')
  if (runner === undefined) return { baseUrl: 'https://gitlab.com' }
  const caFile = variable(env, 'CI_SERVER_TLS_CA_FILE')
  return { baseUrl: serviceUrl(runner, 'CI_SERVER_URL'), ...(caFile !== undefined && { caFile }) }
}

function gitlabToken(env: RemoteWorld['env']): Secret {
  const text = variable(env, 'GITLAB_TOKEN')
  if (text !== undefined && /^[\x21-\x7e]+$/.test(text)) return new Secret(text)
  const onlyJob = text === undefined && variable(env, 'CI_JOB_TOKEN') !== undefined
  const problem =
    text === undefined ? 'is not set' : 'holds no token: it has white space or other characters in it'
  throw new DestinationUnavailable(
    onlyJob ? 'GITLAB_TOKEN is not set, and CI_JOB_TOKEN cannot write variables' : `GITLAB_TOKEN ${problem}`,
    { hint: `set it to ${neededToken}`, failure: 'refused' },
  )
}

/** A token of OAuth goes by the one header, the others by the other; GitLab's own begin with `glpat-` unless an administrator chose another word. */
function authorization(token: Secret): Record<string, string> {
  const text = token.reveal()
  return /^[0-9a-f]{64}$/.test(text) ? { Authorization: `Bearer ${text}` } : { 'PRIVATE-TOKEN': text }
}

const neededToken = 'a personal, project or group access token with the scope api and the role Maintainer'

function hintFor(status: number, { title }: GitlabAddress): string {
  switch (status) {
    case 401:
      return `it is mistyped, expired or revoked: set GITLAB_TOKEN to ${neededToken}`
    case 403:
      return `GITLAB_TOKEN must be ${neededToken} in the ${title}`
    case 404:
      return `the ${title} does not exist, or GITLAB_TOKEN may not see it: check the spelling; a group is written gitlab:group:GROUP#KEY`
    case 400:
      return 'GitLab masks a value of one line, of 8 characters or more, without white space; it is never stored unmasked'
    default:
      return status >= 300 && status < 400
        ? `the ${title} was renamed or moved: write its new path, and check GITLAB_HOST`
        : 'see what GitLab says of it'
  }
}

/** GitLab's `message` (a text, or lists by field) or `error`. */
function wordsOf(response: HttpResponse): string {
  const body = new Field(jsonIn(response.body))
  const found = [body.at('message'), body.at('error_description'), body.at('error')].find(
    one => one.present,
  )?.value
  return typeof found === 'string' ? found : found === undefined ? '' : JSON.stringify(found)
}
