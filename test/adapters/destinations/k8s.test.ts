import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { DestinationConflict } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { bearer, freshCluster, made } from './k8s-bench.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

async function subject() {
  const { server, destination } = await freshCluster()
  const { secrets, rules } = server
  const found = () => secrets.all('default').find(({ metadata }) => metadata.name === 'ci')
  return {
    destination,
    held: async () => {
      const value = found()?.data?.token
      return value === undefined ? undefined : Buffer.from(value, 'base64').toString()
    },
    put: async (value: string) => {
      const data = { token: base64(value) }
      if (found()) return void secrets.patch('default', 'ci', { data })
      secrets.create('default', { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'ci' }, data })
    },
    snapshot: async () => secrets.all('default'),
    breakWrites: async () => {
      rules.forbidden.add('patch').add('create')
    },
  }
}

destinationContract('k8s:', subject)

test('other keys of the secret stay, and its version is the condition', async () => {
  const { server, destination } = await freshCluster()
  server.secrets.create('default', made({ other: base64('kept') }))
  const secret = freshSecret()
  await destination.write(secret, await destination.observe())
  expect(server.secrets.get('default', 'ci').data).toEqual({
    other: base64('kept'),
    token: base64(secret.reveal()),
  })
  const patch = server.asked.find(({ method }) => method === 'PATCH')
  expect(JSON.parse(patch?.body ?? '')).toMatchObject({ metadata: { resourceVersion: '101' } })
})

test('a change of another key between reading and writing is a conflict that leaves all as it is', async () => {
  const { server, place } = await freshCluster()
  server.secrets.create('default', made({ token: base64('10|old') }))
  const observed = await place.read()
  server.secrets.patch('default', 'ci', { data: { other: base64('rival') } })
  await expect(place.put(freshSecret(11), observed)).rejects.toThrow(DestinationConflict)
  expect(server.secrets.get('default', 'ci').data?.token).toBe(base64('10|old'))
})

test('a secret that a rival created, or deleted, meanwhile is a conflict', async () => {
  const { server, place } = await freshCluster()
  const absent = await place.read()
  server.secrets.create('default', made({}))
  await expect(place.put(freshSecret(), absent)).rejects.toThrow(DestinationConflict)
  const { place: other } = await freshCluster()
  await expect(other.put(freshSecret(), { secret: undefined, version: '7' })).rejects.toThrow(
    DestinationConflict,
  )
})

test.each(['before', 'after'] as const)('an answer that is lost %s it took effect is settled', async cut => {
  const { server, destination } = await freshCluster()
  server.secrets.create('default', made({ token: base64('10|old') }))
  const observed = await destination.observe()
  server.meddle(({ method }) => method === 'PATCH', { cut })
  const secret = freshSecret(11)
  await destination.write(secret, observed)
  expect(server.secrets.get('default', 'ci').data?.token).toBe(base64(secret.reveal()))
  expect(server.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(cut === 'before' ? 2 : 1)
})

test('neither the secret nor the credential is in a trace or an error', async () => {
  const { server, destination, world } = await freshCluster()
  const secret = freshSecret()
  await destination.probe()
  const observed = await destination.observe()
  const echo = {
    kind: 'Status',
    reason: 'Invalid',
    message: `bad ${base64(secret.reveal())} ${secret.reveal()}`,
  }
  server.meddle(({ method }) => method === 'POST', { status: 422, body: echo })
  const error = await destination.write(secret, observed).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringMatching(/bad \[secret\] \[secret\]/) })
  await destination.write(secret, observed)
  const told = inspect([error, world.trace, destination], { depth: 9, showHidden: true })
  expect(world.trace.join('\n')).toContain('> POST http://127.0.0.1')
  for (const hidden of [secret.reveal().slice(3), base64(secret.reveal()), bearer])
    expect(told).not.toContain(hidden)
})

test('a value of more than 1 MiB is refused before it is sent', async () => {
  const { server, destination } = await freshCluster()
  const observed = await destination.observe()
  const before = server.asked.length
  const write = destination.write(new Secret('x'.repeat(1024 * 1024 + 1)), observed)
  await expect(write).rejects.toMatchObject({ failure: 'refused', message: expect.stringMatching(/1 MiB/) })
  expect(server.asked.slice(before).map(({ method }) => method)).toEqual(['GET'])
})
