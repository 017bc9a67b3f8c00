import { describe, expect, test } from 'vitest'
import { type RotateTokensRequest, rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { addresses, livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World, more: Partial<RotateTokensRequest> = {}) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false, ...more }, world))[0]

describe('a compromised token', () => {
  const compromised = true

  test('is revoked first, then succeeded', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await rotate(world, { compromised })).toMatchObject({ outcome: 'rotated', successor: { id: '3' } })
    expect(world.events.effects).toEqual([
      'revoke 2 as 1',
      "create 'ci-main ~aaaaaaaaaa' as 1",
      'write store:',
    ])
    expect(world.terminal.notes[0]).toContain("nothing that uses 'ci-main' works until the new one is there")
    expect([livingIds(world), storedFor(world, 'ci-main')?.tokenId]).toEqual([['1', '3'], '3'])
  })

  test('that is the credential in use is not: nothing could be created afterwards', async () => {
    const world = worldInCi()
    const rotation = await rotate(world, { references: ['1'], compromised })
    expect(rotation).toMatchObject({ outcome: 'failed', error: { exitCode: 5 } })
    expect(world.events.effects).toEqual([])
  })

  test('that cannot be revoked is told, and nothing is created', async () => {
    for (const [fault, times, exitCode] of [
      ['ghost-revoke', 2, 9],
      ['rate-limited', 1, 6],
    ] as const) {
      const world = worldInCi()
      await keep(world, 'ci-main')
      world.events.before('revoke', () => world.platform.faults.set(fault, times))
      expect(await rotate(world, { compromised })).toMatchObject({ outcome: 'failed', error: { exitCode } })
      expect(world.events.effects.join()).not.toContain('create')
    }
  })

  test('of which one is revoked and another is not: 9, and it says which is gone', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    await rotate(world, { grace: { kind: 'span', amount: 1, unit: 'd', text: '1d' } })
    world.events.before('revoke 3', () => world.platform.faults.set('rate-limited'))
    const rotation = await rotate(world, { compromised })
    expect(livingIds(world)).toEqual(['1', '3'])
    expect(rotation?.error).toMatchObject({ exitCode: 9 })
    expect(rotation?.error?.message).toMatch(/token 2 is revoked.* token 3/)
  })

  test('whose successor cannot be delivered: 9, never "nothing changed"; the next run repairs it', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    for (const method of ['probe', 'write'] as const) {
      world.secretStore.fail(method)
      const rotation = await rotate(world, { compromised })
      expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
      expect(rotation?.error?.message).toMatch(
        /^'ci-main' is revoked and its successor is not in place yet \(/,
      )
      expect(rotation?.error?.message).not.toContain('still works')
      expect(livingIds(world)).toEqual(['1'])
      world.secretStore.mend(method)
    }
    expect(await rotate(world)).toMatchObject({ outcome: 'rotated' })
    expect(livingIds(world)).toHaveLength(2)
  })

  test('and a signal after its revocation: interrupted, and told that it is revoked', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('create', () => {
      world.interruption.requested = true
    })
    const rotation = await rotate(world, { compromised })
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 130 } })
    expect(rotation?.error?.message).toContain("'ci-main' is revoked")
  })

  test('in a dry run is not revoked', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await rotate(world, { compromised, dryRun: true })).toMatchObject({ outcome: 'planned' })
    expect(world.events.effects).toEqual([])
  })

  test('that is gone already is only succeeded', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.drop('2')
    expect(await rotate(world, { compromised })).toMatchObject({ outcome: 'rotated' })
    expect(livingIds(world)).toEqual(['1', '3'])
  })
})

describe('a label of which nothing is known but a dead secret in a place', () => {
  test('is repaired', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'file:y')
    world.platform.drop('2')
    world.tokenRecords.held.clear()
    const rotation = await rotate(world, { destinations: addresses('file:y') })
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { id: '3' }, warnings: [] })
    expect(world.destinations.at('file:y').held?.tokenId).toBe('3')
  })

  test('is not found where the place is empty, cannot be read, or holds a live token', async () => {
    const world = worldInCi()
    const destinations = addresses('file:y')
    const place = world.destinations.at('file:y')
    expect(await rotate(world, { destinations })).toMatchObject({ error: { code: 'token_not_found' } })
    place.faults.observe = 'unavailable'
    expect(await rotate(world, { destinations })).toMatchObject({ error: { code: 'token_not_found' } })
    place.faults = {}
    place.held = world.platform.plant('another').secret
    expect(await rotate(world, { destinations })).toMatchObject({ error: { code: 'token_not_found' } })
    expect(world.events.effects).toEqual([])
  })

  test('is not looked for under a text that is no label', async () => {
    const world = worldInCi()
    expect(await rotate(world, { references: ['x'] })).toMatchObject({ error: { code: 'token_not_found' } })
    expect(world.secretStore.calls.read).toBe(0)
  })

  test('a bug in the place is told as a bug', async () => {
    const world = worldInCi()
    world.events.before('observe', () => {
      throw new TypeError('a bug')
    })
    await expect(rotate(world)).rejects.toThrow(TypeError)
  })
})

describe('a rotation that takes too long', () => {
  test('stops before anything is lost: its claim is withdrawn', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('create', () => world.clock.advance(181_000))
    const rotation = await rotate(world)
    expect(rotation).toMatchObject({ outcome: 'rolled-back', error: { exitCode: 8 } })
    expect(rotation?.error?.message).toContain('it took too long')
    expect([livingIds(world), storedFor(world, 'ci-main')?.tokenId]).toEqual([['1', '2'], '2'])
  })

  test('or says that both tokens work, once a place holds the new one', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('write', () => world.clock.advance(181_000))
    const rotation = await rotate(world)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(livingIds(world)).toEqual(['1', '2', '3'])
  })
})
