import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import { storedSecret } from '../../src/operations/stored-secret.ts'
import { verifyToken } from '../../src/operations/verify-token.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, newWorld } from './world.ts'

describe('the stored secret', () => {
  test('is found by label, name or id, without asking the platform', async () => {
    const world = newWorld()
    const { secret } = await keep(world, 'ci-main')
    await world.tokenRecords.put(aRecord('1', 'ci-main', { name: 'called so by the platform' }))
    for (const reference of ['ci-main', '1', 'called so by the platform'])
      expect(await storedSecret(reference, world)).toMatchObject({ secret, label: 'ci-main', from: 'store:' })
    expect(world.platform.calls).toEqual([])
  })

  test('is found in a destination that it was delivered to', async () => {
    const world = newWorld()
    const { secret } = await keep(world, 'ci-main', 'write-only:x', 'file:y')
    expect(await storedSecret('ci-main', world)).toMatchObject({ secret, from: 'file:y' })
  })

  test('needs no record', async () => {
    const world = newWorld()
    const secret = freshSecret(7)
    world.secretStore.entries.set('beatpass/default/ci-main', secret)
    expect(await storedSecret('ci-main', world)).toMatchObject({ secret, record: undefined })
    world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
    expect((await storedSecret('ci-main', world)).secret).toBe(secret)
    expect((await failureOf(storedSecret('other', world))).message).toBe('no permission')
  })

  test('of the newest token of a label is meant by the label', async () => {
    const world = newWorld()
    await keep(world, 'ci-main', 'file:old')
    await keep(world, 'ci-main', 'file:new')
    expect(await storedSecret('ci-main', world)).toMatchObject({ from: 'file:new', record: { id: '2' } })
  })

  test('of an id is not that of its successor in the same place', async () => {
    const world = newWorld()
    await keep(world, 'ci-main')
    await keep(world, 'ci-main')
    expect(await failureOf(storedSecret('1', world))).toMatchObject({ code: 'token_not_found', exitCode: 4 })
    expect((await storedSecret('2', world)).secret.tokenId).toBe('2')
  })

  test('of an earlier token, left behind in a place that is not remembered any more, is not that of the label', async () => {
    const world = newWorld()
    await keep(world, 'ci-main')
    const { secret } = await keep(world, 'ci-main', 'file:y')
    world.secretStore.entries.set('beatpass/default/ci-main', freshSecret(1))
    expect(await storedSecret('ci-main', world)).toMatchObject({ secret, from: 'file:y' })
    await world.tokenRecords.put(aRecord('2', 'ci-main', { storedIn: [] }))
    expect(await failureOf(storedSecret('ci-main', world))).toMatchObject({ exitCode: 4 })
  })

  test('of an earlier token is not that of the label where another store is asked', async () => {
    const world = newWorld()
    await world.tokenRecords.put(aRecord('40', 'ci-main', { storedIn: ['store:'] }))
    world.secretStore.entries.set('beatpass/default/ci-main', freshSecret(39))
    expect(await failureOf(storedSecret('ci-main', world))).toMatchObject({ code: 'token_not_found' })
  })

  test('of a later token is that of the label: another machine rotated it', async () => {
    const world = newWorld()
    await world.tokenRecords.put(aRecord('9', 'ci-main', { storedIn: ['store:'] }))
    const secret = freshSecret(10)
    world.secretStore.entries.set('beatpass/default/ci-main', secret)
    expect(await storedSecret('ci-main', world)).toMatchObject({ secret, from: 'store:' })
  })

  test('that is nowhere is said to be, with the places that were looked at', async () => {
    const world = newWorld()
    await world.tokenRecords.put(aRecord('7', 'ci-main', { storedIn: ['store:', 'file:y'] }))
    expect((await failureOf(storedSecret('ci-main', world))).message).toBe(
      "no secret of 'ci-main' is stored in store:, file:y",
    )
    expect((await failureOf(storedSecret('nobody', world))).message).toBe("no secret of 'nobody' is stored")
  })

  test('of two labels that share a name is ambiguous', async () => {
    const world = newWorld()
    await world.tokenRecords.put(aRecord('7', 'one', { name: 'shared' }))
    await world.tokenRecords.put(aRecord('8', 'two', { name: 'shared' }))
    const error = await failureOf(storedSecret('shared', world))
    expect(error).toMatchObject({ code: 'token_ambiguous' })
    expect(error.message).toContain('7, 8')
  })

  test('in one place is not hidden by the failure of another', async () => {
    const world = newWorld()
    const { secret } = await keep(world, 'ci-main', 'file:y')
    world.secretStore.fail('read')
    expect((await storedSecret('ci-main', world)).secret).toBe(secret)
    world.destinations.at('file:y').faults.observe = 'unavailable'
    expect(await failureOf(storedSecret('ci-main', world))).toMatchObject({ exitCode: 7 })
    world.secretStore.fail('read', new TypeError('a bug'))
    await expect(storedSecret('ci-main', world)).rejects.toThrow(TypeError)
  })
})

describe('verify', () => {
  test('asks with the stored secret itself, without any session', async () => {
    const world = newWorld()
    await keep(world, 'ci-main')
    expect(await verifyToken('ci-main', world)).toMatchObject({
      alive: true,
      from: 'store:',
      account: { name: 'Dev' },
      token: { id: '1', status: 'active', storedIn: ['store:'] },
      now: world.clock.now(),
    })
    expect(world.events.lines).toEqual(['list as 1'])
  })

  test('names a dead token and where it was read, not the user’s credential', async () => {
    const world = newWorld()
    await keep(world, 'ci-main')
    world.platform.drop('1')
    const error = await failureOf(verifyToken('ci-main', world))
    expect(error).toMatchObject({ code: 'credential_rejected', exitCode: 3 })
    expect(error.message).toBe("the platform rejects the secret of 'ci-main' (read from store:)")
    expect(error.hint).toContain("beatpass tokens rotate 'ci-main'")
  })

  test('takes a token that is accepted and not listed for alive', async () => {
    const world = newWorld()
    await keep(world, 'ci-main')
    world.platform.faults.set('stale-list')
    world.platform.faults.set('no-date')
    expect(await verifyToken('ci-main', world)).toMatchObject({ alive: true, token: null })
  })

  test('shows a token without a record as foreign', async () => {
    const world = newWorld()
    const { secret } = world.platform.plant('ci-main')
    world.secretStore.entries.set('beatpass/default/ci-main', secret)
    expect((await verifyToken('ci-main', world)).token).toMatchObject({ id: '1', storedIn: [] })
  })

  test('sends nothing without a secret or without consent, and passes other failures on', async () => {
    const world = newWorld()
    expect(await failureOf(verifyToken('ci-main', world))).toMatchObject({ exitCode: 4 })
    await keep(world, 'ci-main')
    world.platform.faults.set('rate-limited')
    expect(await failureOf(verifyToken('ci-main', world))).toMatchObject({
      code: 'rate_limited',
      exitCode: 6,
    })
    world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
    expect(await failureOf(verifyToken('ci-main', world))).toMatchObject({ exitCode: 5 })
    expect(world.platform.calls).toHaveLength(1)
  })
})
