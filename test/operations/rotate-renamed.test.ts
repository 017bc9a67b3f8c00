import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world))[0]

/** A platform that from now on gives successors other names than were asked for. */
async function world(rename: (name: string) => string) {
  const started = worldInCi()
  await keep(started, 'ci-main')
  started.platform.rename = rename
  return started
}

// By such a name no other run would know it for a claim: it is withdrawn, and its own run must know it for that.
describe.each([
  ['in capitals', (name: string) => name.toUpperCase()],
  ['without its tag', (name: string) => name.slice(0, 7)],
  ['cut within its tag', (name: string) => name.slice(0, 12)],
])('a successor whose name the platform stores %s', (_, rename) => {
  test('is withdrawn, and nothing is left of it', async () => {
    const it = await world(rename)
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'rolled-back', error: { exitCode: 8 } })
    expect(rotation?.error?.message).toContain('the platform changed the name of the new token')
    expect(livingIds(it)).toEqual(['1', '2'])
    expect(storedFor(it, 'ci-main')?.tokenId).toBe('2')
  })

  test('and that cannot be revoked is told, not taken for gone', async () => {
    const it = await world(rename)
    it.platform.faults.set('ghost-revoke', 2)
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('the new token 3 could not be revoked')
    expect(livingIds(it)).toEqual(['1', '2', '3'])
  })
})

test('the answer to its create is lost: the orphan is found by its nonce, whatever the case of that', async () => {
  const it = await world(name => name.toUpperCase())
  it.platform.faults.set('create-answer-lost')
  expect(await rotate(it)).toMatchObject({ outcome: 'rolled-back' })
  expect(livingIds(it)).toEqual(['1', '2'])
})

test('a create that was not answered in time may be done yet, and a run that succeeds without it says so', async () => {
  const it = await world(name => name)
  it.platform.faults.set('create-late')
  const late = "a token 'ci-main ~aaaaaaaaaa' may come yet"
  expect(await rotate(it)).toMatchObject({
    outcome: 'rotated',
    warnings: [`${late}, for the platform did not answer in time: the next run ends it`],
  })
  it.platform.plant('ci-main ~aaaaaaaaaa')
  it.clock.advance(16 * 60_000)
  expect(await rotate(it)).toMatchObject({ outcome: 'rotated' })
  expect(livingIds(it)).toEqual(['1', '5'])
})
