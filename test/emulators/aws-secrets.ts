import { randomUUID } from 'node:crypto'

/** An error of the API: status 400 unless said otherwise. */
export class AwsError extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

interface Version {
  text?: string | undefined
  binary?: string | undefined
  stages: Set<string>
}

/** A secret as the emulator keeps it; `about` is added to what DescribeSecret tells. */
export interface HeldSecret {
  versions: Map<string, Version>
  about: Record<string, unknown>
}

type Input = Record<string, unknown>

const known: Record<string, string[]> = {
  DescribeSecret: ['SecretId'],
  GetSecretValue: ['SecretId', 'VersionId', 'VersionStage'],
  PutSecretValue: ['SecretId', 'ClientRequestToken', 'SecretString', 'SecretBinary', 'VersionStages'],
  UpdateSecretVersionStage: ['SecretId', 'VersionStage', 'MoveToVersionId', 'RemoveFromVersionId'],
  CreateSecret: ['Name', 'ClientRequestToken', 'Description', 'SecretString', 'SecretBinary'],
  DeleteSecret: ['SecretId', 'ForceDeleteWithoutRecovery', 'RecoveryWindowInDays'],
}

/** Secrets Manager's secrets, as its documentation says they behave. Stricter than moto where that is known to be lax. */
export class AwsSecrets {
  readonly held = new Map<string, HeldSecret>()

  /** Carries out an action. Throws `AwsError`. */
  run(action: string, input: Input): unknown {
    const fields = known[action]
    if (!fields) throw new AwsError('UnknownOperationException', action)
    const strange = Object.keys(input).find(name => !fields.includes(name))
    if (strange) throw new AwsError('SerializationException', `unknown field ${strange}`)
    if (action === 'CreateSecret') return this.#create(input)
    const name = String(input.SecretId).replace(/^arn:.*:secret:(.*)-[A-Za-z0-9]{6}$/, '$1')
    const secret = this.held.get(name)
    const gone = action === 'DeleteSecret' && input.ForceDeleteWithoutRecovery === true
    if (!secret && gone) return { Name: name }
    if (!secret) throw missing('the specified secret.')
    if (action === 'DescribeSecret') return this.#describe(name, secret)
    if (gone) this.held.delete(name)
    if (gone) return { Name: name }
    if (secret.about.DeletedDate !== undefined) {
      throw new AwsError(
        'InvalidRequestException',
        'You tried to perform the operation on a secret that was marked for deletion.',
      )
    }
    if (action === 'GetSecretValue') return get(name, secret, input)
    if (action === 'PutSecretValue') return put(name, secret, input)
    return move(name, secret, input)
  }

  #describe(name: string, { versions, about }: HeldSecret) {
    const stages = [...versions].map(([id, version]) => [id, [...version.stages]] as const)
    return { Name: name, ...(versions.size && { VersionIdsToStages: Object.fromEntries(stages) }), ...about }
  }

  #create(input: Input) {
    const name = String(input.Name)
    if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) throw new AwsError('ValidationException', 'Invalid name.')
    const before = this.held.get(name)
    if (input.SecretString !== undefined && input.SecretBinary !== undefined) throw oneOfTwo()
    if (before?.about.DeletedDate !== undefined) {
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      )
    }
    if (before)
      throw new AwsError('ResourceExistsException', 'The operation failed because the secret already exists.')
    const secret: HeldSecret = { versions: new Map(), about: {} }
    if (input.SecretString !== undefined) put(name, secret, { ...input, VersionStages: ['AWSCURRENT'] })
    this.held.set(name, secret)
    return { Name: name }
  }
}

function get(name: string, { versions }: HeldSecret, { VersionId, VersionStage }: Input) {
  const stage = VersionId === undefined ? String(VersionStage ?? 'AWSCURRENT') : undefined
  const found = [...versions].find(([id, one]) =>
    stage === undefined ? id === VersionId : one.stages.has(stage),
  )
  if (!found) throw missing(`the specified secret value for ${stage ?? 'VersionId'}`)
  const [id, { text, binary, stages }] = found
  return { Name: name, VersionId: id, SecretString: text, SecretBinary: binary, VersionStages: [...stages] }
}

function put(name: string, { versions }: HeldSecret, input: Input) {
  const id = String(input.ClientRequestToken ?? randomUUID())
  if (id.length < 32 || id.length > 64) throw new AwsError('ValidationException', 'ClientRequestToken')
  const text = input.SecretString === undefined ? undefined : String(input.SecretString)
  if ((text === undefined) === (input.SecretBinary === undefined)) throw oneOfTwo()
  if (text !== undefined && (text === '' || Buffer.byteLength(text) > 65_536)) {
    throw new AwsError(
      'ValidationException',
      `Value '${text}' at 'secretString' failed to satisfy constraint`,
    )
  }
  const before = versions.get(id)
  if (before && before.text !== text) {
    throw new AwsError('ResourceExistsException', 'A resource with the ID you requested already exists.')
  }
  if (!before) {
    const stages = new Set((input.VersionStages as string[] | undefined) ?? ['AWSCURRENT'])
    if (versions.size === 0) stages.add('AWSCURRENT')
    for (const stage of stages) take(versions, stage)
    versions.set(id, { text, binary: input.SecretBinary as string | undefined, stages })
  }
  return { Name: name, VersionId: id, VersionStages: [...(versions.get(id)?.stages ?? [])] }
}

function move(name: string, { versions }: HeldSecret, input: Input) {
  const [to, from] = [input.MoveToVersionId, input.RemoveFromVersionId].map(id => id as string | undefined)
  const stage = String(input.VersionStage)
  const holder = [...versions].find(([, version]) => version.stages.has(stage))?.[0]
  const target = to === undefined ? undefined : versions.get(to)
  if (to !== undefined && !target) throw missing(`the specified secret value for VersionId: ${to}`)
  if (holder !== from && holder !== to) {
    throw new AwsError(
      'InvalidParameterException',
      `Staging label ${stage} is currently attached to version ${holder}.`,
    )
  }
  take(versions, stage)
  target?.stages.add(stage)
  return { Name: name }
}

/** AWS moves AWSPREVIOUS to where AWSCURRENT was. */
function take(versions: Map<string, Version>, stage: string): void {
  const holder = [...versions.values()].find(version => version.stages.has(stage))
  holder?.stages.delete(stage)
  if (!holder || stage !== 'AWSCURRENT') return
  for (const version of versions.values()) version.stages.delete('AWSPREVIOUS')
  holder.stages.add('AWSPREVIOUS')
}

const missing = (what: string) =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find ${what}`)

const oneOfTwo = () =>
  new AwsError(
    'InvalidParameterException',
    'You must provide either SecretString or SecretBinary, but not both.',
  )
