import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import { askedWait } from '../../transports/retry-after.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall } from '../remote/service.ts'
import type { GithubAddress } from './address.ts'
import { type GithubCredential, type GithubServer, githubCredential, githubServer } from './credential.ts'
import { hintFor } from './hints.ts'

/** A call without its headers; `body` is sent as JSON. */
export type GithubCall = Omit<ServiceCall, 'headers' | 'body'> & { body?: Record<string, unknown> }

interface Opened {
  service: Service
  server: GithubServer
  credential: GithubCredential
}

/** GitHub's REST API for one address. Server and credential are looked up on first use. */
export class GithubApi {
  readonly #address: GithubAddress
  readonly #world: RemoteWorld
  #opened: Promise<Opened> | undefined

  constructor(address: GithubAddress, world: RemoteWorld) {
    this.#address = address
    this.#world = world
  }

  /** As `Service.send`. Throws `DestinationUnavailable` for every answer but those in `expected`: `what` was to be done. */
  async send(what: string, call: GithubCall, expected: readonly number[]): Promise<HttpResponse> {
    const { service, credential } = await this.#open()
    const { body, ...rest } = call
    const response = await service.send({
      ...rest,
      headers: {
        Accept: 'application/vnd.github+json',
        Authorization: `Bearer ${credential.secret.reveal()}`,
        'User-Agent': 'beatpass',
        'X-GitHub-Api-Version': '2022-11-28',
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (expected.includes(response.status)) return response
    throw await this.refusal(what, response)
  }

  /** What `read` takes from an answer, see `Service.parse`. */
  async parse<T>(response: HttpResponse, read: (body: Field) => T): Promise<T> {
    return (await this.#open()).service.parse(response, read)
  }

  /** The error for an answer that refuses, with what to do about it. */
  async refusal(what: string, response: HttpResponse): Promise<DestinationUnavailable> {
    const { service, server, credential } = await this.#open()
    if (isLimit(response)) return this.#limited(service.title, response)
    const words = new Field(jsonIn(response.body)).at('message').value
    const why = typeof words === 'string' ? words : undefined
    const inWorkflow = this.#world.env.GITHUB_ACTIONS === 'true'
    const about = { response, why, address: this.#address, server, credential, inWorkflow }
    return service.refusal(what, response, hintFor(about), why)
  }

  /** The credential, for what its own kind says about it. */
  async credential(): Promise<GithubCredential> {
    return (await this.#open()).credential
  }

  #limited(title: string, response: HttpResponse): DestinationUnavailable {
    const wait = askedWait({ ...response, status: 429 }, this.#world.clock.now()) ?? 60_000
    return new DestinationUnavailable(
      `${title} takes no more requests for ${Math.ceil(wait / 1000)} s (${response.status})`,
      { hint: 'run it again after that', failure: 'unavailable', retryable: true },
    )
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#start()
    return this.#opened
  }

  async #start(): Promise<Opened> {
    const server = githubServer(this.#world.env)
    const credential = await githubCredential(server, this.#world)
    return {
      server,
      credential,
      service: new Service({ title: 'GitHub', baseUrl: server.apiUrl }, this.#world),
    }
  }
}

/** GitHub's limits, the secondary ones too, may be a 403: with the time to wait, or with none left of the hour's requests. */
function isLimit({ status, headers }: HttpResponse): boolean {
  return status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0')
}
