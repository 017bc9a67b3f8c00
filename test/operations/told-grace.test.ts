import { describe, expect, test } from 'vitest'
import { parseMoment } from '../../src/domain/expiry.ts'
import { finishRotations } from '../../src/operations/finish-rotations.ts'
import { type RotateTokensRequest, rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { worksUntil } from '../../src/operations/told-grace.ts'
import { aListed, keep } from './records.ts'
import { livingIds, type World, worldInCi } from './world.ts'

const rotate = (world: World, more: Partial<RotateTokensRequest>) =>
  rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false, ...more }, world)

async function inGrace(grace: string): Promise<World> {
  const world = worldInCi()
  await keep(world, 'ci-main')
  await rotate(world, { grace: parseMoment(grace) })
  return world
}

// Regressed: it was revoked without a word, a day before the time that was promised.
describe('a rotation within the grace period of an earlier one', () => {
  const told = 'token 2 was to work until 2026-03-02T12:00:00Z, and'

  test('says that it ends the earlier predecessor', async () => {
    const world = await inGrace('24h')
    const [rotation] = await rotate(world, {})
    expect(rotation).toMatchObject({
      outcome: 'rotated',
      predecessor: { id: '3' },
      warnings: [`${told} is revoked now`],
    })
    expect(livingIds(world)).toEqual(['1', '3', '4'])
  })

  test('says so before, where it is only planned', async () => {
    const world = await inGrace('24h')
    const [rotation] = await rotate(world, { dryRun: true })
    expect(rotation).toMatchObject({ outcome: 'planned', warnings: [`${told} would be revoked now`] })
  })

  test('says nothing of what --compromised has revoked before', async () => {
    const world = await inGrace('24h')
    const [rotation] = await rotate(world, { compromised: true })
    expect(rotation).toMatchObject({ outcome: 'rotated', warnings: [] })
  })

  test('says nothing where it fails: the earlier predecessor works on', async () => {
    const world = await inGrace('24h')
    world.secretStore.fail('write')
    expect(await rotate(world, {})).toMatchObject([{ outcome: 'rolled-back', warnings: [] }])
    expect(livingIds(world)).toEqual(['1', '2', '3'])
  })

  test('says nothing of one whose time is over', async () => {
    const world = await inGrace('24h')
    world.clock.advance(25 * 3_600_000)
    expect(await rotate(world, {})).toMatchObject([{ outcome: 'rotated', warnings: [] }])
  })

  test('says nothing of one that keeps its time beside a successor that had to be made again', async () => {
    const world = await inGrace('24h')
    world.platform.drop('3')
    const finish = { references: [], destinations: [], dryRun: false }
    const [rotation] = await finishRotations(finish, world)
    expect(rotation).toMatchObject({ outcome: 'rotated', predecessor: { id: '2' } })
    expect(rotation?.warnings.join()).not.toContain('was to work until')
  })
})

describe('a predecessor works', () => {
  const until = new Date('2026-03-02T12:00:00Z')
  const graced = { id: '2', until: until.getTime() }
  const sooner = new Date('2026-03-01T12:00:00Z')

  test('as long as was promised, whatever ends sooner beside it', () => {
    const listed = [aListed('1', 'other', { expiresAt: sooner }), aListed('2', 'ci-main')]
    expect(worksUntil(graced, { listed }, null)).toEqual(until)
    expect(worksUntil(graced, { listed: [] }, null)).toEqual(until)
  })

  test('no longer than to its own end', () => {
    const listed = [aListed('2', 'ci-main', { expiresAt: sooner })]
    expect(worksUntil(graced, { listed }, null)).toEqual(sooner)
  })

  test('nobody knows how long, where the platform tells no time', () => {
    expect(worksUntil({ id: '2', until: null }, { listed: [] }, null)).toBeNull()
  })
})

// Regressed: the end that was asked for was told, nine months after the platform's own.
test('no grace period is longer than the platform lets the predecessor live', async () => {
  const world = worldInCi()
  await keep(world, 'ci-main')
  const [rotation] = await rotate(world, { grace: parseMoment('1y') })
  const until = rotation?.predecessor?.expiresAt
  expect(until).toBeInstanceOf(Date)
  expect(rotation?.predecessorEndsAt).toEqual(until)
  expect(world.tokenRecords.held.get('2')?.graceEndsAt).toEqual(until)
})
