import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { AwsStore } from '../../../../src/adapters/secret-stores/aws.ts'
import { DestinationUnavailable } from '../../../../src/domain/errors.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { sessionToken, within } from './bench.ts'

const hint = (text: string) => ({ hint: expect.stringContaining(text) })
const code = (type: string) => ({ status: 400, body: { __type: type, message: 'in words' } })

test.each<[answer: { status: number; body?: unknown; headers?: Record<string, string> }, told: object]>([
  [
    code('AccessDeniedException'),
    {
      failure: 'refused',
      message: expect.stringContaining('in words'),
      ...hint('secretsmanager:DescribeSecret'),
    },
  ],
  [code('com.amazonaws.secretsmanager#AccessDeniedException'), { awsCode: 'AccessDeniedException' }],
  [
    { status: 400, headers: { 'x-amzn-errortype': 'AccessDeniedException:http://internal/' } },
    { awsCode: 'AccessDeniedException' },
  ],
  [
    { status: 403, body: '<html>no</html>' },
    { failure: 'refused', ...hint('policy') },
  ],
  [code('ExpiredTokenException'), { failure: 'refused', ...hint('aws sso login') }],
  [
    code('UnrecognizedClientException'),
    { failure: 'refused', ...hint('check the keys of AWS_ACCESS_KEY_ID') },
  ],
  [code('ResourceNotFoundException'), { failure: 'refused', ...hint('create-secret') }],
  [code('DecryptionFailure'), { failure: 'refused', ...hint('kms:Decrypt') }],
  [code('InternalServiceErrorOfTheFuture'), { failure: 'refused', ...hint('AWS_ENDPOINT_URL') }],
  [
    { status: 301, headers: { location: 'https://elsewhere.test/' } },
    { failure: 'refused', ...hint('AWS_ENDPOINT_URL') },
  ],
  [
    { status: 200, body: '<html>hello</html>' },
    { failure: 'corrupt', ...hint('address') },
  ],
  [{ status: 200, body: { VersionId: 7 } }, { failure: 'corrupt' }],
])('an answer %j is told', async (answer, told) => {
  const { emulator, place } = await within('site', 'old')
  const action = answer.status === 200 ? 'GetSecretValue' : 'DescribeSecret'
  emulator.faults.push({ action, fault: answer })
  const error = await place.probe().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DestinationUnavailable)
  expect(error).toMatchObject({ exitCode: 7, ...told })
})

test.each(['ThrottlingException', 'RequestLimitExceeded'])(
  '%s is tried again, then to be tried later',
  async type => {
    const { emulator, destination, clock } = await within('site', 'old')
    for (let times = 0; times < 4; times++)
      emulator.faults.push({ action: 'GetSecretValue', fault: code(type) })
    await expect(destination.observe()).rejects.toMatchObject({ failure: 'unavailable', retryable: true })
    expect(clock.slept).toHaveLength(3)
    expect((await destination.observe()).secret?.reveal()).toBe('old')
  },
)

test('a signature that is not accepted: what AWS repeats of the request is not told', async () => {
  const { place } = await within('site', 'old', { AWS_SECRET_ACCESS_KEY: 'another' })
  const error = await place.probe().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ awsCode: 'InvalidSignatureException', ...hint('clock') })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(sessionToken)
})

test('a value that AWS repeats is not told', async () => {
  const { emulator, destination } = await within('site', 'old')
  const secret = freshSecret()
  const message = `Value '${secret.reveal()}' at 'secretString' failed to satisfy constraint`
  const fault = { status: 400, body: { __type: 'ValidationException', message } }
  emulator.faults.push({ action: 'PutSecretValue', fault })
  const error = await destination
    .write(secret, await destination.observe())
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ failure: 'refused' })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret.reveal())
})

test.each<[about: object, told: object]>([
  [{ RotationEnabled: true }, hint('cancel-rotate-secret')],
  [{ DeletedDate: 1_700_000_000.5 }, hint('restore-secret')],
  [{ OwningService: 'rds' }, hint('of your own')],
  [{ PrimaryRegion: 'us-east-1' }, hint('AWS_REGION=us-east-1')],
])('a secret with %j is refused by the probe', async (about, told) => {
  const { emulator, place, name } = await within('site', 'old')
  Object.assign(emulator.secrets.held.get(name)?.about ?? {}, about)
  await expect(place.probe()).rejects.toMatchObject({ failure: 'refused', ...told })
})

test.each<[rest: string, held: string, problem: string]>([
  ['site#token', 'no JSON', 'is not a JSON object'],
  ['site#token', '["a"]', 'is not a JSON object'],
  ['site#token', '{"token":{"a":1}}', 'holds something that is no text'],
  ['site#token', JSON.stringify({ other: 'x'.repeat(65_500) }), 'would be larger than 65536 bytes'],
])('%s in %.30s is refused by the probe: %s', async (rest, held, problem) => {
  const { place } = await within(rest, held)
  await expect(place.probe()).rejects.toMatchObject({
    message: expect.stringContaining(problem),
    failure: 'refused',
    ...hint('name'),
  })
})

test('a binary secret is refused', async () => {
  const { emulator, place, name } = await within('site')
  emulator.secrets.run('PutSecretValue', { SecretId: name, SecretBinary: 'AAEC' })
  await expect(place.probe()).rejects.toMatchObject({ message: expect.stringContaining('binary') })
  await expect(place.read()).rejects.toMatchObject({ failure: 'refused' })
})

test('a probe asks for nothing that could be done', async () => {
  const { emulator, place } = await within('site', 'old')
  const before = structuredClone(emulator.secrets.held)
  await place.probe()
  const asked = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']
  expect(emulator.actions).toEqual(asked)
  expect(emulator.secrets.held).toEqual(before)
})

test('a store waits for a name that is being deleted for good; one that stays so is told', async () => {
  const { emulator, world, clock } = await within('site')
  const store = new AwsStore('beatpass', world)
  const entry = { service: 'beatpass', account: 'default/ci' } as const
  const name = 'beatpass/beatpass/default/ci'
  emulator.secrets.run('CreateSecret', { Name: name })
  const about = emulator.secrets.held.get(name)?.about ?? {}
  about.DeletedDate = 1
  expect(await store.read(entry)).toBeUndefined()
  await expect(store.write(entry, freshSecret())).rejects.toMatchObject({
    code: 'store_unavailable',
    failure: 'refused',
  })
  expect(clock.slept.every(ms => ms === 2_000)).toBe(true)
  emulator.faults.push({ action: 'PutSecretValue', fault: { first: ({ held }) => held.delete(name) } })
  const secret = freshSecret()
  await store.write(entry, secret)
  expect((await store.read(entry))?.equals(secret)).toBe(true)
})

test.each(['before', 'after'] as const)('a store settles a lost answer (cut %s) by reading', async cut => {
  const { emulator, world } = await within('site')
  const store = new AwsStore('beatpass', world)
  const entry = { service: 'beatpass', account: 'default/ci' } as const
  await store.write(entry, freshSecret(12))
  emulator.faults.push({ action: 'PutSecretValue', fault: { cut } })
  const secret = freshSecret(13)
  const written = store.write(entry, secret)
  if (cut === 'after') await written
  else await expect(written).rejects.toMatchObject({ code: 'store_unavailable', failure: 'timeout' })
  expect((await store.read(entry))?.equals(secret)).toBe(cut === 'after')
})
