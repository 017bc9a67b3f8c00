import { describe, expect, test } from 'vitest'
import { parseExpiry, parseMoment } from '../../src/domain/expiry.ts'
import { createToken } from '../../src/operations/create-token.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { secretOf as secretWithId } from '../fakes/memory-token.ts'
import { keep } from './records.ts'
import { addresses, failureOf, livingNames, storedFor, storeOnly, type World, worldInCi } from './world.ts'

const create = (world: World, label = 'ci-main', ...to: string[]) =>
  createToken({ label, destinations: to.length > 0 ? addresses(...to) : storeOnly }, world)
const createEnding = (world: World, expiry: string) =>
  createToken({ label: 'ci-main', expiry: parseExpiry(expiry), destinations: storeOnly }, world)

describe('a token is created', () => {
  test('everything is probed, then one create, then delivered, read back and proven', async () => {
    const world = worldInCi()
    const { token, secret, destinations, warnings } = await create(world)
    expect(world.events.lines).toEqual([
      'probe store:',
      'observe store:',
      'list as 1',
      "create 'ci-main' as 1",
      'observe store:',
      'write store:',
      'observe store:',
      'list as 2',
    ])
    expect(storedFor(world, 'ci-main')).toBe(secret)
    expect(token).toMatchObject({ id: '2', label: 'ci-main', status: 'active', storedIn: ['store:'] })
    expect(destinations).toEqual([{ to: 'store:', status: 'verified', at: world.clock.now() }])
    expect(warnings).toEqual([])
    expect(world.tokenRecords.held.get('2')).toMatchObject({ label: 'ci-main', storedIn: ['store:'] })
  })

  test('several places each get a receipt; only those that can be found again are remembered', async () => {
    const world = worldInCi()
    const { destinations, token, secret } = await create(
      world,
      'ci-main',
      'write-only:x',
      'file:y',
      'stdout:',
    )
    expect(destinations.map(({ to, status }) => [to, status])).toEqual([
      ['write-only:x', 'accepted'],
      ['file:y', 'verified'],
      ['stdout:', 'accepted'],
    ])
    expect(token.storedIn).toEqual(['write-only:x', 'file:y'])
    expect(world.destinations.at('file:y').held).toBe(secret)
    expect(storedFor(world, 'ci-main')).toBeUndefined()
  })

  test('a platform that accepts the new token only after a while is waited for', async () => {
    const world = worldInCi()
    world.events.before('write', () => world.platform.faults.set('newest-rejected', 3))
    expect((await create(world)).token.id).toBe('2')
    expect(world.clock.slept).toEqual([3_000, 3_000, 3_000])
    expect(world.platform.faults.unused).toEqual([])
  })

  test('records that cannot be written are a warning: in a read-only home it works all the same', async () => {
    const world = worldInCi()
    world.tokenRecords.failing = true
    const { warnings } = await create(world)
    expect(warnings).toEqual(['this machine will not remember token 2: the records cannot be written'])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
  })

  test('the profile is tied to the platform by its first token, and left alone by the next', async () => {
    const world = worldInCi()
    await create(world)
    await create(world, 'ci-other')
    expect(world.profiles.held.get('default')).toMatchObject({ apiUrl: world.platform.apiUrl })
    expect(world.profiles.calls.write).toBe(1)
  })

  test('a live token that loses its place is told, and no longer remembered there', async () => {
    const world = worldInCi()
    await create(world, 'old-one', 'file:y', 'store:')
    const { warnings } = await create(world, 'new-one', 'file:y', 'store:')
    expect(warnings).toEqual(["file:y held token 2 'old-one', which still works"])
    expect(world.tokenRecords.held.get('2')?.storedIn).toEqual(['store:'])
    expect(world.tokenRecords.held.get('3')?.storedIn).toEqual(['file:y', 'store:'])
    expect(storedFor(world, 'old-one')?.tokenId).toBe('2')
  })

  test('a dead token that loses its place is nobody’s concern', async () => {
    const world = worldInCi()
    world.destinations.at('file:y').held = world.platform.plant('gone').secret
    world.platform.drop('2')
    expect((await create(world, 'ci-main', 'file:y')).warnings).toEqual([])
  })
})

describe('nothing is sent', () => {
  test('when any destination cannot be used', async () => {
    const world = worldInCi()
    world.destinations.at('file:y').faults.probe = 'unavailable'
    expect(await failureOf(create(world, 'ci-main', 'store:', 'file:y'))).toMatchObject({ exitCode: 7 })
    expect(world.platform.calls).toEqual([])
    expect(world.secretStore.calls.write).toBe(0)
  })

  test.each([
    ['never', 5, 'BeatPass ends every token after 90 days'],
    ['2026-02-28', 2, 'that moment has passed'],
  ])('for the end %s', async (expiry, exitCode, message) => {
    const world = worldInCi()
    const error = await failureOf(createEnding(world, expiry))
    expect(error).toMatchObject({ exitCode })
    expect(error.message).toContain(message)
    expect(world.events.lines).toEqual([])
  })
})

describe('nothing is minted', () => {
  test('when a destination cannot be read', async () => {
    const world = worldInCi()
    world.destinations.at('file:y').faults.observe = 'unavailable'
    expect(await failureOf(create(world, 'ci-main', 'file:y'))).toMatchObject({ exitCode: 7 })
    expect(world.events.effects).toEqual([])
  })

  test('when a live token has the label, tagged or not', async () => {
    for (const name of ['ci-main', 'ci-main ~abcdefghij']) {
      const world = worldInCi()
      world.platform.plant(name)
      const error = await failureOf(create(world))
      expect(error).toMatchObject({ code: 'name_taken', exitCode: 4 })
      expect(error.message).toBe("there is a token named 'ci-main' already: 2, active")
      expect(world.events.effects).toEqual([])
    }
  })

  // Regressed: a hint told how to end the predecessor, which ends by itself and leaves the name taken.
  test('when there are two, of which the one in use is told', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    const request = { references: ['ci-main'], destinations: [], dryRun: false, grace: parseMoment('24h') }
    await rotateTokens(request, world)
    expect((await failureOf(create(world))).message).toBe(
      "there is a token named 'ci-main' already: 3, active",
    )
  })

  test('when an ended token of that name is still listed', async () => {
    const world = worldInCi()
    world.platform.plant('ci-main', { createdAt: new Date('2025-11-01T00:00:00Z') })
    expect((await failureOf(create(world))).message).toContain('still listed, though it has expired')
  })
})

describe('the end that was asked for', () => {
  test('is kept by us where the platform takes none, and echoed', async () => {
    const world = worldInCi()
    const { token } = await createEnding(world, '30d')
    expect(token).toMatchObject({ expirySource: 'requested', expiresAt: new Date('2026-03-31T12:00:00Z') })
    expect(world.tokenRecords.held.get('2')).toMatchObject({ requestedAs: '30d' })
    expect(world.platform.calls[1]).toMatchObject({ expiresAt: new Date('2026-03-31T12:00:00Z') })
  })

  test('is never later than the platform’s own, and that is said once', async () => {
    const world = worldInCi()
    const { token, warnings } = await createEnding(world, '1y')
    expect(token).toMatchObject({ expirySource: 'policy', expiresAt: new Date('2026-05-30T12:00:00Z') })
    expect(warnings).toEqual([
      'BeatPass ends every token after 90 days: it ends on 2026-05-30, not on 2027-03-01',
    ])
  })

  test('may be never where the platform allows it', async () => {
    const world = worldInCi()
    world.platform.facts = { ...world.platform.facts, lifetimeDays: null, expiry: { kind: 'any' } }
    const { token } = await createEnding(world, 'never')
    expect(token).toMatchObject({ expirySource: 'none', expiresAt: null })
    expect(world.platform.calls[1]).toMatchObject({ expiresAt: null })
    world.platform.faults.set('no-date')
    const second = await createToken(
      { label: 'ci-other', expiry: parseExpiry('30d'), destinations: storeOnly },
      world,
    )
    expect(second.token.expiresAt).toEqual(new Date('2026-03-31T12:00:00Z'))
  })
})

test('a secret in the list of what lives is nowhere but in its place', async () => {
  const world = worldInCi()
  const { token, destinations, warnings } = await create(world)
  const shown = JSON.stringify([token, destinations, warnings, [...world.tokenRecords.held], world.terminal])
  expect(shown).not.toContain(secretWithId(2).reveal().slice(2, -8))
  expect(livingNames(world)).toEqual(['ci session', 'ci-main'])
})
