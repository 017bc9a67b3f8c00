import { changedMeanwhile } from '../../../domain/changed-meanwhile.ts'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { Observation } from '../../../ports/destination.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { describeSecret, proveAllowed, proveFit } from './fitness.ts'
import { textUnder, withTextUnder } from './json-key.ts'
import type { SecretPlace } from './secret-id.ts'
import {
  mostSecretBytes,
  openSecretsManager,
  type SecretsManager,
  type SecretVersion,
} from './secrets-manager.ts'
import { writeStaged } from './staged-write.ts'

const permissions =
  'secretsmanager:DescribeSecret, GetSecretValue, PutSecretValue and UpdateSecretVersionStage'

/** The longest a token is expected to be: an id of 20 digits, 40 characters and their checksum, and room for more. */
const longestToken = 'x'.repeat(128)

/** Opens a place; `to` is its address for messages. Throws as `openSecretsManager`. */
export async function openSecretField(
  to: string,
  place: SecretPlace,
  world: RemoteWorld,
): Promise<SecretField> {
  return new SecretField(to, place, await openSecretsManager(world, { region: place.region, permissions }))
}

/** A secret in Secrets Manager, or one key of the JSON object in it: what `AwsPlace` does. */
export class SecretField {
  readonly #to: string
  readonly #place: SecretPlace
  readonly #manager: SecretsManager
  #server: string | undefined

  constructor(to: string, place: SecretPlace, manager: SecretsManager) {
    this.#to = to
    this.#place = place
    this.#manager = manager
  }

  /** The account and region of the secret, once it was asked for. */
  get server(): string | undefined {
    return this.#server
  }

  async findServer(): Promise<string | undefined> {
    this.#server ??= (await describeSecret(this.#manager, this.#place.secretId)).server
    return this.#server
  }

  async probe(): Promise<void> {
    const manager = this.#manager
    const facts = await describeSecret(manager, this.#place.secretId)
    this.#server = facts.server
    proveFit(facts, this.#place.secretId)
    const current = await this.#current()
    this.#textUnder(current)
    this.#whole(current, longestToken)
    await proveAllowed(manager, this.#place.secretId)
  }

  async read(): Promise<Observation> {
    const current = await this.#current()
    const text = this.#textUnder(current)
    return { secret: text === undefined ? undefined : new Secret(text), version: current?.versionId }
  }

  async put(secret: Secret, { version }: Observation): Promise<void> {
    const current = this.#place.key === undefined ? undefined : await this.#current()
    // The other keys must be those of the version that this one replaces.
    if (this.#place.key !== undefined && current?.versionId !== version) throw changedMeanwhile(this.#to)
    const text = this.#whole(current, secret.reveal())
    await writeStaged(this.#manager, { to: this.#to, secretId: this.#place.secretId, text, from: version })
  }

  async #current(): Promise<SecretVersion | undefined> {
    const current = await this.#manager.value(this.#place.secretId, { VersionStage: 'AWSCURRENT' })
    if (!current || current.text) return current
    throw this.#unfit('holds binary data', 'name a secret that holds text')
  }

  #textUnder(current: SecretVersion | undefined): string | undefined {
    const whole = current?.text?.reveal()
    const { key } = this.#place
    if (key === undefined) return whole || undefined
    const found = textUnder(key, whole)
    if ('text' in found) return found.text
    throw this.#unfit(found.problem, 'name a secret that holds a JSON object, another key, or leave out #KEY')
  }

  /** The whole value of the secret with `text` in its place. */
  #whole(current: SecretVersion | undefined, text: string): Secret {
    const { key } = this.#place
    const whole = key === undefined ? text : withTextUnder(key, text, current?.text?.reveal())
    if (Buffer.byteLength(whole) <= mostSecretBytes) return new Secret(whole)
    throw this.#unfit(
      `would be larger than ${mostSecretBytes} bytes`,
      'take keys out of it, or name another secret',
    )
  }

  #unfit(problem: string, hint: string): DestinationUnavailable {
    return new DestinationUnavailable(`the secret ${this.#place.secretId} ${problem}`, {
      hint,
      failure: 'refused',
    })
  }
}
