import { changedMeanwhile } from '../../../domain/changed-meanwhile.ts'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import { AwsRefused } from './aws-refused.ts'
import { type SecretsManager, stagesIn } from './secrets-manager.ts'

/** A write to one secret. */
export interface StagedWrite {
  /** For messages: the destination as typed. */
  to: string
  secretId: string
  /** The whole new value. */
  text: Secret
  /** The version that was current when the place was read; `undefined` where there was none. */
  from: string | undefined
}

/**
 * The write that is conditional: the value goes in as a pending version, is read back, and becomes the current one only if
 * `from` still is. A reader sees the old value or the new one. Throws `DestinationConflict` when `from` is current no more.
 */
export async function writeStaged(manager: SecretsManager, write: StagedWrite): Promise<void> {
  const pending = await addPending(manager, write)
  try {
    await proveStored(manager, write, pending.versionId)
    if (!pending.stages.includes('AWSCURRENT')) await makeCurrent(manager, write, pending.versionId)
  } catch (error) {
    const settled = error instanceof DestinationUnavailable && ['refused', 'mismatch'].includes(error.failure)
    if (settled) await unlabel(manager, write, pending.versionId)
    throw error
  }
  await unlabel(manager, write, pending.versionId)
}

/** The first value that a secret ever gets is made the current one by AWS at once. */
async function addPending(manager: SecretsManager, { secretId, text }: StagedWrite) {
  const input = {
    SecretId: secretId,
    ClientRequestToken: freshVersionId(),
    SecretString: text.reveal(),
    VersionStages: ['AWSPENDING'],
  }
  const call = { kind: 'write', action: 'PutSecretValue', what: `to write ${secretId}`, input } as const
  return await manager.call(call, body => ({
    versionId: body.at('VersionId').text(),
    stages: stagesIn(body),
  }))
}

async function proveStored(manager: SecretsManager, { to, secretId, text }: StagedWrite, versionId: string) {
  const stored = await manager.value(secretId, { VersionId: versionId })
  if (stored?.text?.equals(text)) return
  throw new DestinationUnavailable(
    `${to}: what was written did not read back the same, and was not made current`,
    {
      hint: 'run it again',
      failure: 'refused',
      retryable: true,
    },
  )
}

async function makeCurrent(manager: SecretsManager, { to, secretId, from }: StagedWrite, versionId: string) {
  const input = {
    SecretId: secretId,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: versionId,
    ...(from === undefined ? {} : { RemoveFromVersionId: from }),
  }
  const what = `to make the new version of ${secretId} current`
  try {
    await manager.call({ kind: 'write', action: 'UpdateSecretVersionStage', what, input }, () => undefined)
  } catch (error) {
    if (!(error instanceof AwsRefused) || error.awsCode !== 'InvalidParameterException') throw error
    throw changedMeanwhile(to)
  }
}

/** Lets AWS remove a version that lost; left behind the label does no harm, and the next write takes it over. */
async function unlabel(manager: SecretsManager, { secretId }: StagedWrite, versionId: string): Promise<void> {
  const input = { SecretId: secretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: versionId }
  const what = `to tidy up ${secretId}`
  try {
    await manager.call({ kind: 'write', action: 'UpdateSecretVersionStage', what, input }, () => undefined)
  } catch (error) {
    if (!(error instanceof DestinationUnavailable)) throw error
  }
}

/** An id for a new version: a write that is sent twice with the same one is one. */
export function freshVersionId(): string {
  return process.getBuiltinModule('node:crypto').randomUUID()
}
