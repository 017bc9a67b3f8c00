import { expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { identifyToken } from '../../src/operations/identify-token.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, newWorld, type World, worldInCi, worldSignedIn } from './world.ts'

/** Nothing that was sent was sent with the value. */
const credentials = ({ platform }: World) => platform.calls.map(call => ('by' in call ? call.by : 'nobody'))

test('a value is told by the id in it; the value itself is never sent', async () => {
  const world = worldInCi()
  const { secret } = await keep(world, 'ci-main')
  expect(await identifyToken(secret, world)).toEqual({
    id: '2',
    name: 'ci-main',
    label: 'ci-main',
    checksum: 'valid',
    unusualLength: null,
    listed: true,
    storedIn: ['store:'],
  })
  expect(credentials(world)).toEqual(['1'])
})

test.each([
  ['invalid', null, (text: string) => text.replace(/.$/, last => (last === '0' ? '1' : '0'))],
  ['invalid', 18, (text: string) => text.slice(0, 20)],
  ['none', null, (text: string) => text.slice(0, 42)],
])('a checksum may be %s: a hint, no refusal', async (checksum, unusualLength, change) => {
  const world = worldInCi()
  const { secret } = await keep(world, 'ci-main')
  expect(await identifyToken(new Secret(change(secret.reveal())), world)).toMatchObject({
    id: '2',
    checksum,
    unusualLength,
    listed: true,
  })
})

test('without a session the records must do', async () => {
  const world = newWorld()
  await world.tokenRecords.put(aRecord('7', 'ci-main'))
  expect(await identifyToken(freshSecret(7), world)).toMatchObject({
    name: 'ci-main',
    listed: null,
    storedIn: ['store:'],
  })
  expect(await identifyToken(freshSecret(8), world)).toMatchObject({ name: null, label: null, listed: null })
  expect(world.platform.calls).toEqual([])
})

test('without consent too', async () => {
  const world = worldInCi()
  world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
  expect(await identifyToken(freshSecret(7), world)).toMatchObject({ id: '7', listed: null })
  expect(world.platform.calls).toEqual([])
})

test('a token that the platform lists no more is known from the record', async () => {
  const world = worldInCi()
  await world.tokenRecords.put(aRecord('7', 'ci-main', { name: 'ci-main ~abcdefghij' }))
  expect(await identifyToken(freshSecret(7), world)).toMatchObject({
    name: 'ci-main ~abcdefghij',
    label: 'ci-main',
    listed: false,
  })
})

test('a value without an id, and one that nobody knows, are refused', async () => {
  const world = worldInCi()
  const error = await failureOf(identifyToken(new Secret('very secret text'), world))
  expect(error).toMatchObject({ exitCode: 2 })
  expect(error.message).not.toContain('very')
  expect(world.platform.calls).toEqual([])
  expect(await failureOf(identifyToken(freshSecret(99), world))).toMatchObject({
    exitCode: 4,
    message: 'no token has the id 99',
  })
})

test('a credential that is rejected and a platform that fails are told, not passed over', async () => {
  const world = worldSignedIn()
  world.platform.faults.set('list-fails')
  expect(await failureOf(identifyToken(freshSecret(7), world))).toMatchObject({ exitCode: 6 })
  world.platform.drop('1')
  const error = await failureOf(identifyToken(freshSecret(7), world))
  expect(error.message).toContain("the session of profile 'default'")
})
