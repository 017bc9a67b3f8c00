import { DestinationUnavailable, StoreUnavailable } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { AwsRefused } from '../destinations/aws/aws-refused.ts'
import { mayBeImpossible } from '../destinations/aws/fitness.ts'
import {
  mostSecretBytes,
  openSecretsManager,
  type SecretsManager,
  unlessRefused,
} from '../destinations/aws/secrets-manager.ts'
import { freshVersionId } from '../destinations/aws/staged-write.ts'
import type { RemoteWorld } from '../destinations/remote/remote-world.ts'
import { untilDone } from '../until-done.ts'
import { secretNameOf } from './aws/secret-name.ts'
import { awsLocation } from './locations.ts'
import { refuseUnstorable } from './refuse-unstorable.ts'
import { asStoreFailure } from './store-failure.ts'

const permissions = 'secretsmanager:CreateSecret, GetSecretValue, PutSecretValue and DeleteSecret'

/** How long AWS may take to let go of a name that was deleted for good, in milliseconds, and how often we look. */
const deletion = { wait: 2_000, tries: 10 }

/** AWS Secrets Manager: one secret an entry, the bare value in it, for a team and its jobs to read. */
export class AwsStore implements SecretStore {
  readonly name: string
  readonly location: string
  readonly #prefix: string
  readonly #world: RemoteWorld
  readonly #manager = untilDone(() => openSecretsManager(this.#world, { permissions }))

  /** `prefix` begins the names of the secrets: `beatpass`, `team/beatpass`. Touches nothing. */
  constructor(prefix: string, world: RemoteWorld) {
    this.name = `aws:${prefix}`
    this.location = awsLocation(prefix)
    this.#prefix = prefix
    this.#world = world
  }

  /** Reads, and asks for what cannot be done: a version without a value, a secret that is text and binary at once. */
  async probe(): Promise<void> {
    const name = this.#nameOf({ service: 'beatpass', account: 'probe' })
    await this.#with(async manager => {
      await currentValue(manager, name)
      const call = { kind: 'read', what: 'to write below that prefix' } as const
      const put = { SecretId: name, ClientRequestToken: freshVersionId() }
      await mayBeImpossible(manager.call({ ...call, action: 'PutSecretValue', input: put }, () => undefined))
      const both = { Name: name, SecretString: 'probe', SecretBinary: 'cHJvYmU=' }
      const made = manager.call({ ...call, action: 'CreateSecret', input: both }, () => true)
      await mayBeImpossible(made.then(() => deleteForGood(manager, name)))
    })
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    refuseUnstorable(entry)
    return await this.#with(manager => currentValue(manager, this.#nameOf(entry)))
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    refuseUnstorable(entry, secret)
    refuseTooLarge(secret)
    const name = this.#nameOf(entry)
    await this.#with(async manager => {
      const failure = await this.#store(manager, name, secret).catch((error: unknown) => error)
      // A lost answer says nothing: what is there does.
      if (failure !== undefined && !isUnclear(failure)) throw failure
      if ((await currentValue(manager, name))?.equals(secret)) return
      throw failure ?? notTheSame(name)
    })
  }

  /**
   * Deletes for good: a secret in its recovery window keeps its name, and a token of that name may be stored again at once.
   */
  async remove(entry: Entry): Promise<void> {
    refuseUnstorable(entry)
    await this.#with(manager => deleteForGood(manager, this.#nameOf(entry)), 'removed')
  }

  /** Whichever comes first, making it or writing it, another run may have been there before. */
  async #store(manager: SecretsManager, name: string, secret: Secret): Promise<undefined> {
    for (let tries = 1; ; tries++) {
      try {
        if (await replaceValue(manager, name, secret)) return undefined
        if (await createSecret(manager, name, secret)) return undefined
      } catch (error) {
        const isBeingDeleted = error instanceof AwsRefused && error.awsCode === 'InvalidRequestException'
        if (!isBeingDeleted || tries === deletion.tries) throw error
      }
      if (tries === deletion.tries) throw notTheSame(name)
      await this.#world.clock.sleep(deletion.wait)
    }
  }

  #nameOf(entry: Entry): string {
    return secretNameOf(this.#prefix, entry)
  }

  async #with<T>(work: (manager: SecretsManager) => Promise<T>, change?: 'removed'): Promise<T> {
    return await asStoreFailure(async () => {
      return await work(await this.#manager())
    }, change)
  }
}

/** The value, or `undefined` for a secret that does not exist, has none yet, or is being deleted. */
async function currentValue(manager: SecretsManager, name: string): Promise<Secret | undefined> {
  const current = manager.value(name, { VersionStage: 'AWSCURRENT' })
  const version = await unlessRefused('InvalidRequestException', current)
  if (!version || version.text) return version?.text
  throw new StoreUnavailable(`the secret ${name} holds binary data`, {
    hint: 'somebody else wrote it: choose another prefix',
    failure: 'corrupt',
  })
}

/** False where there is no such secret. */
async function replaceValue(manager: SecretsManager, name: string, secret: Secret): Promise<boolean> {
  const input = { SecretId: name, ClientRequestToken: freshVersionId(), SecretString: secret.reveal() }
  const call = { kind: 'write', action: 'PutSecretValue', what: `to write ${name}`, input } as const
  return (
    (await unlessRefused(
      'ResourceNotFoundException',
      manager.call(call, () => true),
    )) ?? false
  )
}

/** False where there is one already. */
async function createSecret(manager: SecretsManager, name: string, secret: Secret): Promise<boolean> {
  const input = {
    Name: name,
    ClientRequestToken: freshVersionId(),
    Description: 'An API token, kept by beatpass',
    SecretString: secret.reveal(),
  }
  const call = { kind: 'write', action: 'CreateSecret', what: `to create ${name}`, input } as const
  return (
    (await unlessRefused(
      'ResourceExistsException',
      manager.call(call, () => true),
    )) ?? false
  )
}

async function deleteForGood(manager: SecretsManager, name: string): Promise<void> {
  const input = { SecretId: name, ForceDeleteWithoutRecovery: true }
  const call = { kind: 'write', action: 'DeleteSecret', what: `to delete ${name}`, input } as const
  await unlessRefused(
    'ResourceNotFoundException',
    manager.call(call, () => undefined),
  )
}

function refuseTooLarge(secret: Secret): void {
  if (Buffer.byteLength(secret.reveal()) <= mostSecretBytes) return
  throw new StoreUnavailable(`the secret is larger than ${mostSecretBytes} bytes`, {
    failure: 'refused',
    hint: 'nothing was stored',
  })
}

function isUnclear(error: unknown): boolean {
  return error instanceof DestinationUnavailable && /^(timeout|unresponsive)$/.test(error.failure)
}

function notTheSame(name: string): StoreUnavailable {
  return new StoreUnavailable(`AWS Secrets Manager gave back something else than was stored in ${name}`, {
    failure: 'mismatch',
    hint: 'does another run write it too? run it again',
  })
}
