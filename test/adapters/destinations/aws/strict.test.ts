import { expect, test } from 'vitest'
import { DestinationConflict } from '../../../../src/domain/errors.ts'
import { destinationContract } from '../../../contracts/destination.ts'
import type { AwsFault } from '../../../emulators/aws.ts'
import type { AwsSecrets } from '../../../emulators/aws-secrets.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { within } from './bench.ts'

function heldIn(secrets: AwsSecrets, name: string): string | undefined {
  const versions = [...(secrets.held.get(name)?.versions.values() ?? [])]
  return versions.find(({ stages }) => stages.has('AWSCURRENT'))?.text
}

function labels(secrets: AwsSecrets): string[] {
  return [...secrets.held.values()]
    .flatMap(({ versions }) => [...versions.values()].flatMap(one => [...one.stages]))
    .sort()
}

const rival = (text: string) => (secrets: AwsSecrets) =>
  void secrets.run('PutSecretValue', { SecretId: 'site', SecretString: text })

destinationContract('aws: a secret without a value, in the emulator', async () => {
  const { emulator, name, destination } = await within('site')
  return {
    destination,
    held: async () => heldIn(emulator.secrets, name),
    put: async value => rival(value)(emulator.secrets),
    snapshot: async () => structuredClone(emulator.secrets.held),
    breakWrites: async () => {
      const denied = { __type: 'AccessDeniedException', Message: 'no identity-based policy allows it' }
      emulator.faults.push({ action: 'PutSecretValue', fault: { status: 400, body: denied } })
    },
  }
})

test.each<[string, string[]]>([
  ['PutSecretValue', ['AWSCURRENT']],
  ['UpdateSecretVersionStage', ['AWSCURRENT', 'AWSPREVIOUS']],
])('a rival who is quicker than our %s wins, and no label is left', async (action, stages) => {
  const { emulator, place, name } = await within('site', 'old')
  const seen = await place.read()
  emulator.faults.push({ action, fault: { first: rival('rival') } })
  await expect(place.put(freshSecret(), seen)).rejects.toThrow(DestinationConflict)
  expect(heldIn(emulator.secrets, name)).toBe('rival')
  expect(labels(emulator.secrets)).toEqual(expect.arrayContaining(stages))
  expect(labels(emulator.secrets)).not.toContain('AWSPENDING')
})

test('two first values at once: one of them wins', async () => {
  const { emulator, place, name } = await within('site')
  const seen = await place.read()
  emulator.faults.push({ action: 'PutSecretValue', fault: { first: rival('rival') } })
  await expect(place.put(freshSecret(), seen)).rejects.toThrow(DestinationConflict)
  expect(heldIn(emulator.secrets, name)).toBe('rival')
})

test('another key that changed between our read and our write is a conflict', async () => {
  const { emulator, place, name } = await within('site#token', '{"other":1}')
  const seen = await place.read()
  rival('{"other":2}')(emulator.secrets)
  await expect(place.put(freshSecret(), seen)).rejects.toThrow(DestinationConflict)
  expect(heldIn(emulator.secrets, name)).toBe('{"other":2}')
})

const cuts: AwsFault[] = [
  { cut: 'before' },
  { cut: 'after' },
  { status: 500, body: { __type: 'InternalServiceError' } },
]
test.each(
  ['PutSecretValue', 'GetSecretValue', 'UpdateSecretVersionStage'].flatMap(action =>
    cuts.map(fault => [action, fault] as const),
  ),
)('%s that is lost (%j) ends well', async (action, fault) => {
  const { emulator, destination, name } = await within('site', 'old')
  const observed = await destination.observe()
  emulator.faults.push({ action, fault })
  const secret = freshSecret()
  await destination.write(secret, observed)
  expect(heldIn(emulator.secrets, name)).toBe(secret.reveal())
  expect(labels(emulator.secrets).filter(label => label === 'AWSCURRENT')).toHaveLength(1)
})

test('a lost clean-up is no failure', async () => {
  const { emulator, destination, name } = await within('site', 'old')
  const observed = await destination.observe()
  const fault = {
    first: () => emulator.faults.push({ action: 'UpdateSecretVersionStage', fault: { status: 301 } }),
  }
  emulator.faults.push({ action: 'UpdateSecretVersionStage', fault })
  const secret = freshSecret()
  await destination.write(secret, observed)
  expect(heldIn(emulator.secrets, name)).toBe(secret.reveal())
})

test('a try that had to wait is signed anew', async () => {
  const { emulator, destination, clock } = await within('site', 'old')
  const throttled = { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } }
  const fault = { ...throttled, headers: { 'retry-after': '59' } }
  for (let times = 0; times < 3; times++) emulator.faults.push({ action: 'DescribeSecret', fault })
  emulator.identity.skewMs = 60_000
  await destination.probe()
  expect(clock.slept).toEqual([59_000, 59_000, 59_000])
})
