import { expect, test } from 'vitest'
import { type RevokeTokensRequest, revokeTokens } from '../../src/operations/revoke-tokens.ts'
import { keep } from './records.ts'
import { livingIds, storedFor, type World, worldInCi } from './world.ts'

const labels = Array.from({ length: 50 }, (_, at) => `ci-${at}`)
const nothing = { references: [], expired: false, allButCurrent: false, dryRun: false, yes: true }
const revoke = (world: World, request: Partial<RevokeTokensRequest> = {}) =>
  revokeTokens({ ...nothing, references: labels, ...request }, world)

async function worldOfMany() {
  const world = worldInCi()
  for (const label of labels) await keep(world, label)
  return world
}

test('many are revoked side by side and read back with one list, in the order asked', async () => {
  const world = await worldOfMany()
  let underWay = 0
  let most = 0
  const { interpose } = world.platform
  world.platform.interpose = async (call, act) => {
    most = Math.max(most, ++underWay)
    await new Promise(resolve => setImmediate(resolve))
    underWay--
    return interpose(call, act)
  }
  const told: string[] = []
  const references = labels.toReversed()
  const revoked = await revoke(world, { references, watch: (done, total) => told.push(`${done}/${total}`) })
  expect(revoked.map(({ token, outcome }) => [token.label, outcome])).toEqual(
    references.map(label => [label, 'revoked']),
  )
  expect(most).toBe(16)
  expect(world.events.lines.filter(line => line.startsWith('list'))).toHaveLength(2)
  expect(livingIds(world)).toEqual(['1'])
  expect(world.secretStore.entries.size).toBe(0)
  expect(told).toEqual(labels.map((_, at) => `${at + 1}/50`))
})

test('what one runs into stops nobody else, and what is still listed is asked once more', async () => {
  const world = await worldOfMany()
  world.events.before('revoke 9 ', () => world.platform.faults.set('rate-limited'))
  world.events.before('revoke 30 ', () => world.platform.faults.set('ghost-revoke'))
  const revoked = await revoke(world)
  const failed = revoked.filter(({ outcome }) => outcome !== 'revoked')
  expect(failed).toMatchObject([{ token: { id: '9' }, outcome: 'failed', error: { code: 'rate_limited' } }])
  expect(livingIds(world)).toEqual(['1', '9'])
  expect(storedFor(world, 'ci-7')?.tokenId).toBe('9')
})

test('after a signal no other is begun; those that were are read back and forgotten', async () => {
  const world = await worldOfMany()
  world.events.before('revoke 20 ', () => {
    world.interruption.requested = true
  })
  const revoked = await revoke(world)
  const gone = revoked.filter(({ outcome }) => outcome === 'revoked').map(({ token }) => token.id)
  const left = revoked.filter(({ outcome }) => outcome === 'interrupted')
  expect(gone).toHaveLength(19)
  expect(left).toHaveLength(31)
  expect(left[0]?.error).toMatchObject({ exitCode: 130 })
  for (const id of gone) expect(livingIds(world)).not.toContain(id)
  for (const { token } of left) expect(storedFor(world, token.label)?.tokenId).toBe(token.id)
})

test('a signal before the first leaves all, and nothing more is asked', async () => {
  const world = await worldOfMany()
  world.interruption.requested = true
  for (const { outcome } of await revoke(world)) expect(outcome).toBe('interrupted')
  expect(world.events.lines).toEqual(['list as 1'])
})
