import type { DestinationUnavailable } from '../../../domain/errors.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall, serviceUrl } from '../remote/service.ts'
import { findCredential } from './credentials.ts'
import type { GcpCredential } from './key-file.ts'

/** Secret Manager (v1), as we are known to it. */
export class SecretManager {
  readonly #service: Service
  readonly #credential: GcpCredential

  private constructor(service: Service, credential: GcpCredential) {
    this.#service = service
    this.#credential = credential
  }

  /** Finds the credential and the endpoint, which `CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER` may name. */
  static async open(world: RemoteWorld): Promise<SecretManager> {
    const endpoint =
      world.env.CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER || 'https://secretmanager.googleapis.com'
    const baseUrl = serviceUrl(endpoint, 'CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER')
    const service = new Service({ title: 'Secret Manager', baseUrl }, world)
    return new SecretManager(service, await findCredential(world))
  }

  /** Any answer below 500 but 429, as `Service.send`. `path` begins with `/projects`; `json` is sent with POST. */
  async send(kind: ServiceCall['kind'], path: string, json?: unknown): Promise<HttpResponse> {
    const { token, quotaProject } = this.#credential
    return await this.#service.send({
      kind,
      method: json === undefined ? 'GET' : 'POST',
      path: `/v1${path}`,
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${token.reveal()}`,
        ...(quotaProject === undefined ? {} : { 'X-Goog-User-Project': quotaProject }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
  }

  /** See `Service.parse`. */
  parse<T>(response: HttpResponse, read: (body: Field) => T): T {
    return this.#service.parse(response, read)
  }

  /** The canonical code of an answer that refuses, in Google's own form: `NOT_FOUND`; '' for any other answer. */
  codeOf(response: HttpResponse): string {
    const { value } = new Field(jsonIn(response.body)).at('error').at('status')
    return typeof value === 'string' ? value : ''
  }

  /** The error for an answer that refuses to read or write `to`; `redact` blots the secret out of the service's words. */
  refusal(
    verb: 'read' | 'write',
    to: string,
    response: HttpResponse,
    redact = (text: string) => text,
  ): DestinationUnavailable {
    const { value } = new Field(jsonIn(response.body)).at('error').at('message')
    const words = typeof value === 'string' ? redact(value.replace(/\s+/g, ' ')) : ''
    return this.#service.refusal(`to ${verb} ${to}`, response, hintFor(response.status), words)
  }
}

function hintFor(status: number): string {
  if (status === 401) return 'its credential is not taken or ended: gcloud auth application-default login'
  if (status === 403) return 'grant roles/secretmanager.secretVersionAdder and secretAccessor on the secret'
  if (status === 404) return 'create the secret first: gcloud secrets create'
  return 'check CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER, and what gcloud secrets describe tells'
}
