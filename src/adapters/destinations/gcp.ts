import { DestinationUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import { redaction } from '../redaction.ts'
import { parseGcpAddress } from './gcp/address.ts'
import { crc32c } from './gcp/crc32c.ts'
import { SecretManager } from './gcp/secret-manager.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

const mostBytes = 64 * 1024
const needed = ['secretmanager.versions.add', 'secretmanager.versions.access']

/** See `DestinationFacts`. */
export const gcpFacts: DestinationFacts = {
  scheme: 'gcp',
  form: 'gcp:PROJECT/SECRET',
  about: 'a new version of a secret in Google Cloud Secret Manager; older versions stay enabled',
  needs:
    'the secret, and Google credentials (gcloud, a key file, federation or the machine) that may add and access versions',
  readsBack: true,
  writesConditionally: false,
}

/** `gcp:PROJECT/SECRET`: what it holds is its latest version; a disabled or destroyed one is nothing. */
export class GcpPlace implements RemotePlace {
  readonly readsBack = true
  readonly writesConditionally = false
  readonly to: string
  readonly #path: string
  readonly #world: RemoteWorld
  #manager: Promise<SecretManager> | undefined

  /** Throws `InvalidInput` for anything but PROJECT/SECRET. */
  constructor(rest: string, world: RemoteWorld) {
    const { project, secret } = parseGcpAddress(rest)
    this.to = `gcp:${rest}`
    this.#path = `/projects/${project}/secrets/${secret}`
    this.#world = world
  }

  async probe(): Promise<void> {
    const manager = await this.#open()
    const response = await manager.send('read', `${this.#path}:testIamPermissions`, { permissions: needed })
    if (response.status !== 200) throw manager.refusal('write', this.to, response)
    const granted = manager.parse(
      response,
      body => body.at('permissions').optional(list => list.list()) ?? [],
    )
    const missing = needed.filter(name => !granted.some(({ value }) => value === name))
    if (missing.length > 0) throw await this.#withheld(missing)
    await this.read()
  }

  async read(): Promise<Observation> {
    const manager = await this.#open()
    const response = await manager.send('read', `${this.#path}/versions/latest:access`)
    if (manager.codeOf(response) === 'NOT_FOUND' || (await this.#isWithdrawn(response))) {
      return { secret: undefined, version: undefined }
    }
    if (response.status !== 200) throw manager.refusal('read', this.to, response)
    return manager.parse(response, body => {
      const bytes = Buffer.from(
        body
          .at('payload')
          .at('data')
          .optional(data => data.text()) ?? '',
        'base64',
      )
      const sum = body
        .at('payload')
        .at('dataCrc32c')
        .optional(crc => crc.id())
      if (sum !== null && sum !== String(crc32c(bytes))) throw this.#damaged()
      return { secret: new Secret(bytes.toString('utf8')), version: body.at('name').text() }
    })
  }

  async put(secret: Secret): Promise<void> {
    const bytes = Buffer.from(secret.reveal())
    if (bytes.length > mostBytes) {
      throw new DestinationUnavailable(`the value is larger than the 64 KiB that ${this.to} takes`, {
        hint: 'deliver it elsewhere',
        failure: 'refused',
      })
    }
    const payload = { data: bytes.toString('base64'), dataCrc32c: String(crc32c(bytes)) }
    const manager = await this.#open()
    const response = await manager.send('write', `${this.#path}:addVersion`, { payload })
    if (response.status !== 200) throw manager.refusal('write', this.to, response, redaction(secret))
  }

  /** Whether an answer means that the latest version is disabled or destroyed: only then it holds nothing. */
  async #isWithdrawn(response: HttpResponse): Promise<boolean> {
    const manager = await this.#open()
    if (manager.codeOf(response) !== 'FAILED_PRECONDITION') return false
    const version = await manager.send('read', `${this.#path}/versions/latest`)
    if (version.status !== 200) return false
    const state = manager.parse(version, body => body.at('state').text())
    return state === 'DISABLED' || state === 'DESTROYED'
  }

  /** A secret that is missing answers as one that grants nothing: ask for it to tell which. */
  async #withheld(missing: string[]): Promise<DestinationUnavailable> {
    const manager = await this.#open()
    const response = await manager.send('read', this.#path)
    if (manager.codeOf(response) === 'NOT_FOUND') return manager.refusal('write', this.to, response)
    return new DestinationUnavailable(
      `Secret Manager does not grant ${missing.join(' and ')} on ${this.to}`,
      {
        hint: 'create the secret, or grant roles/secretmanager.secretVersionAdder and secretAccessor on it',
        failure: 'refused',
      },
    )
  }

  #damaged(): DestinationUnavailable {
    return new DestinationUnavailable(`what Secret Manager gave for ${this.to} does not fit its checksum`, {
      hint: 'run it again',
      failure: 'corrupt',
      retryable: true,
    })
  }

  #open(): Promise<SecretManager> {
    this.#manager ??= SecretManager.open(this.#world)
    return this.#manager
  }
}
