import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { Field } from '../../answers/field.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall, variable } from '../remote/service.ts'
import { caOf } from './authorities.ts'
import { AwsRefused } from './aws-refused.ts'
import { findCredentials } from './credentials.ts'
import { endpointOf } from './endpoint.ts'
import { type AwsProfile, readProfile } from './shared-config.ts'
import { signedTransport } from './signed-transport.ts'

/** One operation of Secrets Manager. */
export interface AwsCall {
  kind: ServiceCall['kind']
  /** `PutSecretValue`. */
  action: string
  /** For messages: `to write site/production`. */
  what: string
  input: Record<string, unknown>
}

/** A version of a secret's value. */
export interface SecretVersion {
  versionId: string
  stages: string[]
  /** `undefined` where it is binary. */
  text: Secret | undefined
}

/** The most bytes that a secret may have. */
export const mostSecretBytes = 65_536

/** Which region, and what the user of the API has to be allowed. */
export interface ManagerOptions {
  /** Wins over the environment's. */
  region?: string | undefined
  /** For a hint: `secretsmanager:GetSecretValue and PutSecretValue`. */
  permissions: string
}

/** The API of AWS Secrets Manager in one region, with one set of credentials. */
export class SecretsManager {
  readonly region: string
  readonly #service: Service
  readonly #who: { source: string; permissions: string }

  constructor(service: Service, region: string, who: { source: string; permissions: string }) {
    this.#service = service
    this.region = region
    this.#who = who
  }

  /** What `read` takes from the answer. Throws `AwsRefused` where AWS refuses, else as `Service.send` and `parse`. */
  async call<T>({ kind, action, what, input }: AwsCall, read: (body: Field) => T): Promise<T> {
    const response = await this.#service.send({
      ...{ kind, method: 'POST', path: '/' },
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${action}`,
      },
      body: JSON.stringify(input),
    })
    if (response.status === 200) return this.#service.parse(response, read)
    throw new AwsRefused({ title: this.#service.title, what, ...this.#who }, response)
  }

  /** A version of a value, by its stage or id, or `undefined` where there is none (or no such secret). */
  async value(
    secretId: string,
    which: { VersionStage: string } | { VersionId: string },
  ): Promise<SecretVersion | undefined> {
    const input = { SecretId: secretId, ...which }
    const call: AwsCall = { kind: 'read', action: 'GetSecretValue', what: `to read ${secretId}`, input }
    return await unlessRefused('ResourceNotFoundException', this.call(call, versionIn))
  }
}

/**
 * Finds region, address, authorities and credentials as the AWS tools do. Throws `DestinationUnavailable` where there are
 * none, `InvalidInput` for an unsafe address.
 */
export async function openSecretsManager(
  world: RemoteWorld,
  { region: ownRegion, permissions }: ManagerOptions,
): Promise<SecretsManager> {
  const profile = await readProfile(world)
  const region = ownRegion ?? regionIn(world, profile)
  const baseUrl = endpointOf(world, profile, region)
  const tls = await caOf(world, profile)
  const credentials = await findCredentials(world, profile, region)
  await credentials.keys()
  const signing = { region, credentials, clock: world.clock }
  const signed: RemoteWorld = {
    ...world,
    openTransport: (url, settings) => signedTransport(world.openTransport(url, settings), signing),
  }
  const service = new Service({ title: 'AWS Secrets Manager', baseUrl, tls }, signed)
  return new SecretsManager(service, region, { source: credentials.source, permissions })
}

/** The region that the AWS tools would use. Throws `DestinationUnavailable` where there is none. */
export async function awsRegion(world: RemoteWorld): Promise<string> {
  return regionIn(world, await readProfile(world))
}

function regionIn({ env }: RemoteWorld, profile: AwsProfile): string {
  const region = variable(env, 'AWS_REGION', 'AWS_DEFAULT_REGION') ?? profile.setting('region')
  if (region !== undefined) return region
  throw new DestinationUnavailable('no AWS region is set', {
    hint: 'set AWS_REGION, or region in the profile, or write the ARN of the secret',
  })
}

/** What the work gives, or `undefined` where AWS refuses it with that code. */
export async function unlessRefused<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AwsRefused && error.awsCode === code) return undefined
    throw error
  }
}

function versionIn(body: Field): SecretVersion {
  return {
    versionId: body.at('VersionId').text(),
    stages: stagesIn(body),
    text: body.at('SecretString').optional(field => new Secret(field.text())) ?? undefined,
  }
}

/** `VersionStages` of an answer. */
export function stagesIn(body: Field): string[] {
  return body.at('VersionStages').optional(field => field.list().map(stage => stage.text())) ?? []
}
