import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { Field } from '../../answers/field.ts'
import { AwsRefused } from './aws-refused.ts'
import type { SecretsManager } from './secrets-manager.ts'
import { freshVersionId } from './staged-write.ts'

/** What AWS tells of a secret. */
export interface SecretFacts {
  /** Its account and region; `undefined` where AWS does not say. */
  server: string | undefined
  /** Why nobody but AWS should write it. */
  problem: { what: string; hint: string } | undefined
}

/** Throws `AwsRefused` where the secret is missing. */
export async function describeSecret(manager: SecretsManager, secretId: string): Promise<SecretFacts> {
  const input = { SecretId: secretId }
  const call = { kind: 'read', action: 'DescribeSecret', what: `to describe ${secretId}`, input } as const
  return await manager.call(call, body => ({
    server: serverIn(body.at('ARN').optional(field => field.text())),
    problem: problemWith(body, manager.region),
  }))
}

/** Not the whole ARN: its end is another one for a secret that was made anew. */
function serverIn(arn: string | null): string | undefined {
  const [, region, account] = /^arn:[^:]+:secretsmanager:([^:]+):(\d+):/.exec(arn ?? '') ?? []
  return account === undefined ? undefined : `AWS account ${account} in ${region}`
}

/** Throws `DestinationUnavailable` where the secret is one that nobody but AWS should write. */
export function proveFit({ problem }: SecretFacts, secretId: string): void {
  if (!problem) return
  throw new DestinationUnavailable(`the secret ${secretId} ${problem.what}`, {
    hint: problem.hint,
    failure: 'refused',
  })
}

function problemWith(body: Field, region: string): SecretFacts['problem'] {
  const has = (name: string) => body.at(name).present
  if (has('DeletedDate')) {
    return { what: 'is scheduled for deletion', hint: 'aws secretsmanager restore-secret takes it back' }
  }
  if (body.at('RotationEnabled').value === true) {
    return {
      what: 'is rotated by AWS itself',
      hint: 'switch that off (aws secretsmanager cancel-rotate-secret), or name another secret',
    }
  }
  if (has('OwningService')) {
    return { what: 'belongs to another service of AWS', hint: 'name a secret of your own' }
  }
  const primary = body.at('PrimaryRegion').optional(field => field.text())
  if (primary === null || primary === region) return undefined
  return {
    what: `is a copy of the one in ${primary}`,
    hint: `name that one, by its ARN or with AWS_REGION=${primary}`,
  }
}

/**
 * Asks whether the two writes are allowed, by asking for what cannot be done: a version without a value, and a label taken
 * from a version that does not exist. AWS looks at the policy before it looks at the request. Throws `AwsRefused`.
 */
export async function proveAllowed(manager: SecretsManager, secretId: string): Promise<void> {
  const version = freshVersionId()
  const impossible = [
    { action: 'PutSecretValue', input: { ClientRequestToken: version, VersionStages: ['AWSPENDING'] } },
    {
      action: 'UpdateSecretVersionStage',
      input: { VersionStage: 'AWSPENDING', RemoveFromVersionId: version },
    },
  ]
  for (const { action, input } of impossible) {
    await mayBeImpossible(
      manager.call(
        { kind: 'read', action, what: `to write ${secretId}`, input: { SecretId: secretId, ...input } },
        () => undefined,
      ),
    )
  }
}

const objections = new Set([
  ...['InvalidParameterException', 'InvalidRequestException', 'ValidationException'],
  'ResourceNotFoundException',
])

/** Waits for a request that was made to be refused for its form; any other refusal is told. */
export async function mayBeImpossible(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof AwsRefused) || !objections.has(error.awsCode)) throw error
  }
}
