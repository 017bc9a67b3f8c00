import type { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import type { SecretField } from './aws/secret-field.ts'
import { parseSecretPlace, type SecretPlace } from './aws/secret-id.ts'
import type { PlaceServer } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

/** See `DestinationFacts`. */
export const awsFacts: DestinationFacts = {
  scheme: 'aws',
  form: 'aws:SECRET_ID#KEY',
  about:
    'a secret in AWS Secrets Manager, by name or ARN: one key of its JSON object, or all of it without #KEY',
  needs:
    'a secret that exists; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what the AWS tools use; a region',
  readsBack: true,
  writesConditionally: true,
}

/** `aws:SECRET_ID[#KEY]`: a secret in AWS Secrets Manager, or one key of the JSON object in it. What it needs loads on first use. */
export class AwsPlace implements RemotePlace {
  readonly readsBack = true
  readonly writesConditionally = true
  readonly to: string
  readonly server?: PlaceServer
  readonly #place: SecretPlace
  readonly #world: RemoteWorld
  #opened: Promise<SecretField> | undefined
  #field: SecretField | undefined

  /** `rest` is what stands behind `aws:`. Throws `InvalidInput`. */
  constructor(rest: string, world: RemoteWorld) {
    this.#place = parseSecretPlace(rest)
    this.#world = world
    this.to = `aws:${rest}`
    // An ARN tells both.
    if (this.#place.region === undefined) this.server = this.#serverOfName()
  }

  async probe(): Promise<void> {
    await (await this.#open()).probe()
  }

  async read(): Promise<Observation> {
    return await (await this.#open()).read()
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    await (await this.#open()).put(secret, current)
  }

  #serverOfName(): PlaceServer {
    return {
      by: 'AWS_PROFILE or AWS_REGION',
      known: () => this.#field?.server,
      find: async () => await (await this.#open()).findServer(),
    }
  }

  #open(): Promise<SecretField> {
    this.#opened ??= this.#load()
    return this.#opened
  }

  async #load(): Promise<SecretField> {
    const { openSecretField } = await import('./aws/secret-field.ts')
    this.#field = await openSecretField(this.to, this.#place, this.#world)
    return this.#field
  }
}
