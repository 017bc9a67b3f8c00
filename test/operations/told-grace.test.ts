import { describe, expect, test } from 'vitest'
import { parseMoment } from '../../src/domain/expiry.ts'
import { type RotateTokensRequest, rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
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
