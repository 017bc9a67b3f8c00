import type { DestinationUnavailable } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service } from '../remote/service.ts'
import type { AzureAddress } from './address.ts'
import { findVaultToken } from './credentials.ts'

const version = 'api-version=2025-07-01'

/** The codes of an answer that refuses: that of the error, and the finer one inside. */
export interface VaultError {
  code: string
  inner: string
}

/** The HTTP interface of one Key Vault, as we are known to it. */
export class KeyVault {
  readonly #service: Service
  readonly #token: Secret

  private constructor(service: Service, token: Secret) {
    this.#service = service
    this.#token = token
  }

  /** Finds the credential. */
  static async open({ host, cloud }: AzureAddress, world: RemoteWorld): Promise<KeyVault> {
    const service = new Service({ title: 'Key Vault', baseUrl: `https://${host}` }, world)
    return new KeyVault(service, await findVaultToken(cloud, world))
  }

  /** Any answer below 500 but 429, as `Service.send`. `path` is `/secrets/NAME`; `json` is put there. */
  async send(path: string, json?: unknown): Promise<HttpResponse> {
    return await this.#service.send({
      kind: json === undefined ? 'read' : 'write',
      method: json === undefined ? 'GET' : 'PUT',
      path: `${path}?${version}`,
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${this.#token.reveal()}`,
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
  }

  /** See `Service.parse`. */
  parse<T>(response: HttpResponse, read: (body: Field) => T): T {
    return this.#service.parse(response, read)
  }

  /** The codes of an answer that refuses; '' where it has none. */
  errorOf(response: HttpResponse): VaultError {
    const error = new Field(jsonIn(response.body)).at('error')
    const inner = error.at('innererror').present ? error.at('innererror') : error.at('innerError')
    const text = ({ value }: Field) => (typeof value === 'string' ? value : '')
    return { code: text(error.at('code')), inner: text(inner.at('code')) }
  }

  /** The error for an answer that refuses to read or write `to`; `redact` blots the secret out of the service's words. */
  refusal(
    verb: 'read' | 'write',
    to: string,
    response: HttpResponse,
    redact = (text: string) => text,
  ): DestinationUnavailable {
    const { value } = new Field(jsonIn(response.body)).at('error').at('message')
    const words = typeof value === 'string' ? (redact(value).split(/\r?\n/)[0] ?? '') : ''
    return this.#service.refusal(
      `to ${verb} ${to}`,
      response,
      hintFor(response.status, this.errorOf(response)),
      words,
    )
  }
}

function hintFor(status: number, { code, inner }: VaultError): string {
  const known = conflicts[inner] ?? conflicts[code]
  if (known) return known
  if (inner === 'ForbiddenByFirewall') return 'the firewall of the vault does not let this network in'
  if (status === 401) return 'its credential is not taken: it has to be of the tenant of the vault'
  if (status === 403) return 'grant Key Vault Secrets Officer (get and set of secrets) on the vault'
  if (status === 404) return 'check the name of the vault: az keyvault list'
  return 'see what az keyvault secret show tells'
}

/** What to do with a name that is deleted but kept by the vault. */
export const deletedHint = 'recover it: az keyvault secret recover, or purge it, or choose another name'

const conflicts: Record<string, string | undefined> = {
  ObjectIsDeletedButRecoverable: deletedHint,
  ObjectIsBeingDeleted: 'it is being deleted: run it again later',
  ObjectIsBeingRecovered: 'it is being recovered: run it again later',
}
