import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AwsPlace } from '../../../../src/adapters/destinations/aws.ts'
import { RemoteDestination } from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import { DestinationConflict } from '../../../../src/domain/errors.ts'
import { destinationContract } from '../../../contracts/destination.ts'
import { type Moto, startMoto } from '../../../emulators/moto.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshRemoteWorld } from '../remote-world.ts'

let moto: Moto
beforeAll(async () => {
  moto = await startMoto()
}, 120_000)
afterAll(() => moto?.stop())

const others = '{ "big": 12345678901234567890, "nested": {"a":[1,2]}, "token": null }'

/** A world with the keys of a fresh user, who can be denied things. */
async function worldOf(given: Record<string, string> = {}) {
  const user = await moto.user()
  const env = {
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_REGION: moto.region,
    AWS_ENDPOINT_URL: moto.url,
    ...given,
  }
  return { user, world: freshRemoteWorld({ env, clock: new ManualClock(new Date()) }) }
}

async function held(name: string): Promise<string | undefined> {
  const answer = await moto
    .secrets('GetSecretValue', { SecretId: name, VersionStage: 'AWSCURRENT' })
    .catch((error: Error) => {
      if (error.message.includes('ResourceNotFoundException')) return { SecretString: undefined }
      throw error
    })
  return answer.SecretString === undefined ? undefined : String(answer.SecretString)
}

async function snapshot(name: string) {
  const { VersionIdsToStages, LastChangedDate } = await moto.secrets('DescribeSecret', { SecretId: name })
  return [await held(name), VersionIdsToStages, LastChangedDate]
}

/** A secret in moto and a destination for it; `key` for one key of a JSON object. */
async function fresh(initial: string | undefined, key?: string) {
  const name = `team/site-${randomUUID()}`
  await moto.secrets('CreateSecret', {
    Name: name,
    ...(initial === undefined ? {} : { SecretString: initial }),
  })
  const { user, world } = await worldOf()
  const rest = key === undefined ? name : `${name}#${key}`
  return { name, user, world, destination: new RemoteDestination(new AwsPlace(rest, world)) }
}

const putValue = (name: string, value: string) =>
  moto.secrets('PutSecretValue', { SecretId: name, SecretString: value })

destinationContract('aws: one key of a JSON object, in moto', async () => {
  const { name, user, destination } = await fresh(others, 'token')
  return {
    destination,
    held: async () => JSON.parse((await held(name)) ?? '{}').token ?? undefined,
    put: async value => void (await putValue(name, JSON.stringify({ other: 1, token: value }))),
    snapshot: () => snapshot(name),
    breakWrites: () => user.deny('secretsmanager:UpdateSecretVersionStage'),
  }
})

describe('aws: in moto', () => {
  test('a whole secret is replaced', async () => {
    const { name, destination } = await fresh('old')
    const secret = freshSecret()
    await destination.probe()
    await destination.write(secret, await destination.observe())
    expect(await held(name)).toBe(secret.reveal())
    expect((await destination.observe()).secret?.equals(secret)).toBe(true)
  })

  test('other keys stay as they are, to the letter; no label is left behind', async () => {
    const { name, destination } = await fresh(others, 'token')
    const secret = freshSecret()
    await destination.write(secret, await destination.observe())
    expect(await held(name)).toBe(others.replace('null', JSON.stringify(secret.reveal())))
    const { VersionIdsToStages } = await moto.secrets('DescribeSecret', { SecretId: name })
    const stages = Object.values(VersionIdsToStages as Record<string, string[]>)
    expect(stages.flat().sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
  })

  test('a rival between our read and our write wins, and no label is left behind', async () => {
    const { name, world } = await fresh('old')
    const place = new AwsPlace(name, world)
    const seen = await place.read()
    await putValue(name, 'rival')
    await expect(place.put(freshSecret(), seen)).rejects.toThrow(DestinationConflict)
    expect(await held(name)).toBe('rival')
    const { VersionIdsToStages } = await moto.secrets('DescribeSecret', { SecretId: name })
    expect(JSON.stringify(VersionIdsToStages)).not.toContain('AWSPENDING')
  })

  test('the region of an ARN wins over that of the environment', async () => {
    const { name, world } = await fresh('old')
    const { ARN } = await moto.secrets('DescribeSecret', { SecretId: name })
    const env = { ...world.env, AWS_REGION: 'us-east-2' }
    const place = new AwsPlace(String(ARN), { ...world, env })
    expect((await place.read()).secret?.reveal()).toBe('old')
  })

  test.each([
    ['DescribeSecret', 'AccessDenied'],
    ['GetSecretValue', 'AccessDenied'],
    ['PutSecretValue', 'AccessDenied'],
    ['UpdateSecretVersionStage', 'AccessDenied'],
  ])('who may not %s is told by the probe', async (action, code) => {
    const { name, world, user } = await fresh('old')
    await user.deny(`secretsmanager:${action}`)
    await expect(new AwsPlace(name, world).probe()).rejects.toMatchObject({
      awsCode: code,
      failure: 'refused',
      hint: expect.stringContaining('UpdateSecretVersionStage'),
    })
  })

  test('a wrong key is told, and neither key nor secret is in error or trace', async () => {
    const { name } = await fresh('old')
    const wrong = 'wrong'.repeat(8)
    const { world } = await worldOf({ AWS_SECRET_ACCESS_KEY: wrong })
    const error = await new AwsPlace(name, world).probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ awsCode: 'SignatureDoesNotMatch', hint: expect.stringContaining('clock') })
    expect(`${error} ${world.trace}`).not.toContain(wrong)
  })

  test('a secret that does not exist is told, with how to make it', async () => {
    const { world } = await worldOf()
    const place = new AwsPlace('nowhere', world)
    const told = { failure: 'refused', hint: expect.stringContaining('aws secretsmanager create-secret') }
    await expect(place.probe()).rejects.toMatchObject(told)
    expect(await place.read()).toEqual({ secret: undefined, version: undefined })
    await expect(place.put(freshSecret(), await place.read())).rejects.toMatchObject(told)
  })

  test('one scheduled for deletion is refused', async () => {
    const { name, destination } = await fresh('old')
    await moto.secrets('DeleteSecret', { SecretId: name })
    await expect(destination.probe()).rejects.toMatchObject({
      hint: expect.stringContaining('restore-secret'),
    })
    await expect(destination.observe()).rejects.toMatchObject({ awsCode: 'InvalidRequestException' })
  })

  test('the delivered secret and the key are in no trace', async () => {
    const { destination, world, user } = await fresh(others, 'token')
    const secret = freshSecret()
    await destination.probe()
    await destination.write(secret, await destination.observe())
    const trace = world.trace.join('\n')
    expect(trace).toContain('x-amz-target')
    for (const hidden of [secret.reveal().slice(3), user.secretAccessKey, user.accessKeyId]) {
      expect(trace).not.toContain(hidden)
    }
  })
})
