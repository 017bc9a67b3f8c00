import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world))[0]

async function world(...places: string[]) {
  const started = worldInCi()
  await keep(started, 'ci-main', ...places)
  return started
}

describe('the predecessor', () => {
  test.each([
    ['revoke-answer-lost', 1, 1],
    ['revoke-fails', 1, 2],
    ['ghost-revoke', 1, 2],
  ] as const)('%s: the list tells, and it is asked again', async (fault, times, revokes) => {
    const it = await world()
    it.platform.faults.set(fault, times)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated' })
    expect(it.events.effects.filter(line => line === 'revoke 2 as 3')).toHaveLength(revokes)
    expect(livingIds(it)).toEqual(['1', '3'])
  })

  test('that stays in the list whatever the platform says is never told to be gone', async () => {
    const it = await world()
    it.platform.faults.set('ghost-revoke', Number.POSITIVE_INFINITY)
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toBe(
      "'ci-main': the platform still lists token 2; token 3 works, and token 2 may be gone already",
    )
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('3')
    it.platform.faults.set('ghost-revoke', 0)
    it.clock.advance(16 * 60_000)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(livingIds(it)).toEqual(['1', '4'])
  })

  test('of which nobody can tell whether it is gone', async () => {
    const it = await world()
    it.events.before('revoke', () => it.platform.faults.set('list-fails'))
    const rotation = await rotate(it)
    expect(rotation?.error).toMatchObject({ exitCode: 9 })
    expect(rotation?.error?.message).toContain('whether the predecessor is gone could not be read')
    expect(rotation?.error?.message).not.toContain('both work')
  })

  test('that is not listed and still accepted is not gone', async () => {
    const it = await world()
    const list = it.platform.listTokens.bind(it.platform)
    const old = it.secretStore.entries.get('beatpass/default/ci-main')
    const live = it.settings.environmentToken
    it.platform.listTokens = secret => list(live && old?.equals(secret) ? live : secret)
    const rotation = await rotate(it)
    expect(rotation?.error?.message).toContain(
      'the platform still accepts token 2, though it does not list it',
    )
  })

  test('whose death cannot be verified', async () => {
    const it = await world()
    it.events.before('list as 2', () => it.platform.faults.set('rate-limited'))
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('could not be verified')
  })
})

describe('a rival', () => {
  const rival = 'ci-main ~zzzzzzzzzz'

  test('with a smaller id goes first: our claim is withdrawn', async () => {
    const it = await world()
    it.events.before('create', () => it.platform.plant(rival))
    expect(await rotate(it)).toMatchObject({ outcome: 'busy', error: { exitCode: 12 } })
    expect(it.events.effects).toEqual(["create 'ci-main ~aaaaaaaaaa' as 1", 'revoke 4 as 1'])
    expect(livingIds(it)).toEqual(['1', '2', '3'])
    // Promised: a busy answer within 3 s beyond what the platform takes.
    expect(it.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3_000)
  })

  test('that revoked our claim has won: nothing is written', async () => {
    const it = await world()
    it.events.before('create', () =>
      it.events.before('list as 1', () =>
        it.events.before('list as 1', () => {
          it.platform.drop('3')
        }),
      ),
    )
    expect(await rotate(it)).toMatchObject({ outcome: 'busy' })
    expect(it.events.effects).toEqual(["create 'ci-main ~aaaaaaaaaa' as 1", 'revoke 3 as 1'])
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('2')
  })

  test('that claims while we deliver is left alone, and so is the predecessor', async () => {
    const it = await world()
    it.events.before('write', () => it.platform.plant(rival))
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('another rotation claimed token 4 meanwhile')
    expect(livingIds(it)).toEqual(['1', '2', '3', '4'])
  })

  test('that revoked our claim after it was delivered: a fresh one repairs the place', async () => {
    const it = await world()
    it.events.before('write', () =>
      it.events.before('list as 3', () => {
        it.platform.drop('3')
        it.platform.drop('2')
      }),
    )
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('4')
    expect(livingIds(it)).toEqual(['1', '4'])
  })

  test('whose claim cannot be withdrawn by us is named', async () => {
    const it = await world()
    it.events.before('create', () => {
      it.platform.plant(rival)
      it.platform.faults.set('ghost-revoke', Number.POSITIVE_INFINITY)
    })
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('the new token 4 could not be revoked')
    expect(it.tokenRecords.held.get('2')?.storedIn).toEqual(['store:'])
  })
})
