import { DestinationUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import { proveAllowed, proveFit } from './aws/fitness.ts'
import { textUnder, withTextUnder } from './aws/json-key.ts'
import { parseSecretPlace, type SecretPlace } from './aws/secret-id.ts'
import {
  mostSecretBytes,
  openSecretsManager,
  type SecretsManager,
  type SecretVersion,
} from './aws/secrets-manager.ts'
import { changedMeanwhile, writeStaged } from './aws/staged-write.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

/** See `DestinationFacts`. */
export const awsFacts: DestinationFacts = {
  scheme: 'aws',
  form: 'aws:SECRET_ID#KEY',
  about:
    'a secret in AWS Secrets Manager, by name or ARN: one key of its JSON object, or all of it without `#KEY`',
  needs:
    'a secret that exists; `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or what the AWS tools use; a region',
  readsBack: true,
  writesConditionally: true,
}

const permissions =
  'secretsmanager:DescribeSecret, GetSecretValue, PutSecretValue and UpdateSecretVersionStage'

/** The longest a token is expected to be: an id of 20 digits, 40 characters and their checksum, and room for more. */
const longestToken = 'x'.repeat(128)

/** `aws:SECRET_ID[#KEY]`: a secret in AWS Secrets Manager, or one key of the JSON object in it. */
export class AwsPlace implements RemotePlace {
  readonly readsBack = true
  readonly writesConditionally = true
  readonly to: string
  readonly #place: SecretPlace
  readonly #world: RemoteWorld
  #manager: Promise<SecretsManager> | undefined

  /** `rest` is what stands behind `aws:`. Throws `InvalidInput`. */
  constructor(rest: string, world: RemoteWorld) {
    this.#place = parseSecretPlace(rest)
    this.#world = world
    this.to = `aws:${rest}`
  }

  async probe(): Promise<void> {
    const manager = await this.#open()
    await proveFit(manager, this.#place.secretId)
    const current = await this.#current(manager)
    this.#textUnder(current)
    this.#whole(current, longestToken)
    await proveAllowed(manager, this.#place.secretId)
  }

  async read(): Promise<Observation> {
    const current = await this.#current(await this.#open())
    const text = this.#textUnder(current)
    return { secret: text === undefined ? undefined : new Secret(text), version: current?.versionId }
  }

  async put(secret: Secret, { version }: Observation): Promise<void> {
    const manager = await this.#open()
    const current = this.#place.key === undefined ? undefined : await this.#current(manager)
    // The other keys must be those of the version that this one replaces.
    if (this.#place.key !== undefined && current?.versionId !== version) throw changedMeanwhile(this.to)
    const text = this.#whole(current, secret.reveal())
    await writeStaged(manager, { to: this.to, secretId: this.#place.secretId, text, from: version })
  }

  #open(): Promise<SecretsManager> {
    this.#manager ??= openSecretsManager(this.#world, { region: this.#place.region, permissions })
    return this.#manager
  }

  async #current(manager: SecretsManager): Promise<SecretVersion | undefined> {
    const current = await manager.value(this.#place.secretId, { VersionStage: 'AWSCURRENT' })
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
