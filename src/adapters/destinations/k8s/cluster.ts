import { changedMeanwhile } from '../../../domain/changed-meanwhile.ts'
import type { DestinationUnavailable } from '../../../domain/errors.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall } from '../remote/service.ts'
import type { KubeAccess } from './access.ts'

/** A call of the API; `json` is its body. */
export interface KubeCall extends Pick<ServiceCall, 'kind' | 'method' | 'path'> {
  contentType?: string
  json?: unknown
}

/** What the API server says of a refusal in its `Status`; `kind` is what it is about: `secrets`. */
interface Status {
  reason: string
  message: string
  kind: string
}

/** The API server of a cluster, as we are known to it. */
export class Cluster {
  /** Its address. */
  readonly server: string
  readonly #service: Service
  readonly #access: KubeAccess

  constructor(access: KubeAccess, world: RemoteWorld) {
    this.server = access.baseUrl
    this.#access = access
    this.#service = new Service({ title: 'Kubernetes', baseUrl: access.baseUrl, tls: access.tls }, world)
  }

  /** Any answer below 500 but 429, as `Service.send`. */
  async send({
    kind,
    method,
    path,
    contentType = 'application/json',
    json,
  }: KubeCall): Promise<HttpResponse> {
    const { token } = this.#access
    return await this.#service.send({
      kind,
      method,
      path,
      headers: {
        Accept: 'application/json',
        ...(token === undefined ? {} : { Authorization: `Bearer ${token.reveal()}` }),
        ...(json === undefined ? {} : { 'Content-Type': contentType }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
  }

  /** See `Service.parse`. */
  parse<T>(response: HttpResponse, read: (body: Field) => T): T {
    return this.#service.parse(response, read)
  }

  /** Whether the answer says that there is no such object, in the API's own form: anything can answer 404. */
  isAbsent(response: HttpResponse): boolean {
    return response.status === 404 && statusOf(response).reason === 'NotFound'
  }

  /**
   * The error for an answer that refuses to read or write `to`. `redact` blots the secret out of the server's words; those
   * of a 400 are left out, for they repeat pieces of the body.
   */
  refusal(
    verb: 'read' | 'write',
    to: string,
    response: HttpResponse,
    redact = (text: string) => text,
  ): DestinationUnavailable {
    const { reason, message, kind } = statusOf(response)
    // A patch of a secret that is gone; where the namespace is missing, it is the namespace that is told.
    const gone = verb === 'write' && reason === 'NotFound' && kind === 'secrets'
    if (gone || reason === 'Conflict' || reason === 'AlreadyExists') {
      return changedMeanwhile(to)
    }
    const words = response.status === 400 ? reason : redact(message)
    return this.#service.refusal(`to ${verb} ${to}`, response, hintFor(response.status, reason), words)
  }
}

function statusOf(response: HttpResponse): Status {
  const body = new Field(jsonIn(response.body))
  const isStatus = body.at('kind').value === 'Status'
  const text = (field: Field) => (isStatus && typeof field.value === 'string' ? field.value : '')
  const [reason, message, kind] = [body.at('reason'), body.at('message'), body.at('details').at('kind')]
  return { reason: text(reason), message: text(message), kind: text(kind) }
}

function hintFor(status: number, reason: string): string {
  if (status >= 300 && status < 400) return 'it redirects, which is not followed: name its own address'
  if (status === 401) return 'its credential is not taken or ended: check the user of the current context'
  if (status === 403)
    return 'grant get, patch and create on secrets of that namespace; see kubectl auth can-i'
  if (status === 413) return 'a secret holds at most 1 MiB: deliver to another one'
  if (reason === 'NotFound') return 'check the namespace: kubectl get namespaces'
  if (reason === 'Invalid') return 'a secret holds at most 1 MiB, and an immutable one cannot be changed'
  return 'check the address of the server: kubectl cluster-info'
}
