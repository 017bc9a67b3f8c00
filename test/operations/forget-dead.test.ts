import { describe, expect, test } from 'vitest'
import { NotSupported } from '../../src/domain/errors.ts'
import { parseSpan } from '../../src/domain/expiry.ts'
import { type RevokeTokensRequest, revokeTokens } from '../../src/operations/revoke-tokens.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { listsOnPage, nuwebPage } from './page-world.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, newWorld, storedFor, type World, worldSignedIn } from './world.ts'

const nothing = { references: [], expired: false, allButCurrent: false, dryRun: false, yes: false }
const revoke = (world: World, request: Partial<RevokeTokensRequest>) =>
  revokeTokens({ ...nothing, ...request }, world)

/** Token 1 is stored here; whether the person has ended it on the page is for the test to say. */
async function worldWithOne({ ended = false } = {}) {
  const world = listsOnPage(newWorld())
  const { id } = await keep(world, 'ci-main')
  if (ended) world.platform.drop(id)
  return world
}

describe('where the page alone ends tokens', () => {
  test('one that was ended there is forgotten: the secret itself was asked, no credential is needed', async () => {
    const world = await worldWithOne({ ended: true })
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({ token: { id: '1' }, outcome: 'forgotten', warnings: [] })
    expect(world.events.lines).toEqual(['list as 1'])
    expect([storedFor(world, 'ci-main'), world.tokenRecords.held.size]).toEqual([undefined, 0])
    expect(world.terminal.questions).toEqual([])
  })

  test('one that lives is left alone, with the page to open', async () => {
    const world = await worldWithOne()
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({ outcome: 'failed', error: { hint: `open ${nuwebPage}`, exitCode: 5 } })
    expect(revocation?.error).toBeInstanceOf(NotSupported)
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('1')
    expect(world.tokenRecords.held.has('1')).toBe(true)
  })

  test('a dry run asks, tells and forgets nothing', async () => {
    const world = await worldWithOne({ ended: true })
    const [revocation] = await revoke(world, { references: ['1'], dryRun: true })
    expect(revocation).toMatchObject({ outcome: 'would-revoke' })
    expect(world.events.lines).toEqual(['list as 1'])
    expect([storedFor(world, 'ci-main')?.tokenId, world.tokenRecords.held.size]).toEqual(['1', 1])
  })

  test.each([
    ['no secret is here', undefined],
    ['the entry holds that of another token', freshSecret(77)],
  ])('nobody is asked about one of which %s: it may live', async (_, held) => {
    const world = await worldWithOne({ ended: true })
    if (held) world.secretStore.entries.set('beatpass/default/ci-main', held)
    else world.secretStore.entries.clear()
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({ outcome: 'failed', error: { code: 'not_supported' } })
    expect(world.platform.calls).toEqual([])
    expect(storedFor(world, 'ci-main')).toBe(held)
    expect(world.tokenRecords.held.has('1')).toBe(true)
  })

  test('one that cannot be asked about is unfinished: its secret stays', async () => {
    const world = await worldWithOne({ ended: true })
    world.platform.faults.set('list-fails')
    const [revocation] = await revoke(world, { references: ['1'] })
    expect(revocation).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'incomplete',
        message: 'whether token 1 is dead could not be asked: memory: the list fails',
        hint: 'run it again',
      },
    })
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('1')
  })

  test('a platform without any call to ask with leaves it open, and a bug is a bug', async () => {
    const world = await worldWithOne()
    world.platform.listTokens = () => Promise.reject(new NotSupported('there is no such call'))
    const [revocation] = await revoke(world, { references: ['1'] })
    expect(revocation?.error?.hint).toBe(`open ${nuwebPage}`)
    world.platform.listTokens = () => Promise.reject(new TypeError('a bug'))
    await expect(revoke(world, { references: ['1'] })).rejects.toThrow(TypeError)
  })

  test('a secret or a record that cannot be removed is a warning', async () => {
    const world = await worldWithOne({ ended: true })
    world.secretStore.fail('remove')
    world.tokenRecords.failing = true
    const [revocation] = await revoke(world, { references: ['1'] })
    expect(revocation).toMatchObject({ outcome: 'forgotten' })
    expect(revocation?.warnings).toHaveLength(2)
  })

  test('the session’s own token is asked about with the session’s secret, and ends with its profile', async () => {
    const world = listsOnPage(worldSignedIn())
    world.platform.drop('1')
    expect(await revoke(world, { references: ['1'] })).toMatchObject([{ outcome: 'forgotten' }])
    expect(world.events.lines).toEqual(['list as 1'])
    expect(world.secretStore.entries.size).toBe(0)
    expect(world.profiles.held.get('default')?.session).toBeUndefined()
  })
})

describe('a selection there', () => {
  test('of what has ended by what was asked takes no call; a name twice is once', async () => {
    const world = await worldWithOne()
    const requestedExpiry = new Date('2026-02-01T00:00:00Z')
    await world.tokenRecords.put(aRecord('8', 'old', { requestedExpiry, storedIn: ['file:y'] }))
    const revocations = await revoke(world, { references: ['old', '8'], expired: true })
    expect(revocations).toMatchObject([
      {
        token: { id: '8' },
        outcome: 'forgotten',
        warnings: ['file:y still holds the dead secret of token 8'],
      },
    ])
    expect(world.platform.calls).toEqual([])
    expect([...world.tokenRecords.held.keys()]).toEqual(['1'])
  })

  test('of what has ended leaves what has not, and is made only where it was asked for', async () => {
    const world = await worldWithOne({ ended: true })
    const requestedExpiry = new Date('2026-02-01T00:00:00Z')
    await world.tokenRecords.put(aRecord('8', 'old', { requestedExpiry, storedIn: ['file:y'] }))
    expect(await revoke(world, { references: ['ci-main'] })).toMatchObject([{ token: { id: '1' } }])
    expect([...world.tokenRecords.held.keys()]).toEqual(['8'])
    await keep(world, 'ci-other')
    expect(await revoke(world, { expired: true })).toMatchObject([
      { token: { id: '8' }, outcome: 'forgotten' },
    ])
    expect([...world.tokenRecords.held.keys()]).toEqual(['2'])
  })

  test.each([{ allButCurrent: true }, { unusedFor: parseSpan('30d') }])(
    '%o is for the page: nothing is read',
    async selection => {
      const world = await worldWithOne({ ended: true })
      const error = await failureOf(revoke(world, { ...selection, yes: true }))
      expect(error).toMatchObject({ code: 'not_supported', hint: `open ${nuwebPage}` })
      expect(error.message).toBe('Nuweb ends tokens on its web page only')
      expect([world.platform.calls, world.tokenRecords.calls.all]).toEqual([[], 0])
    },
  )

  test('of a name that nobody knows ends it before anything is asked', async () => {
    const world = await worldWithOne({ ended: true })
    expect(await failureOf(revoke(world, { references: ['1', 'nobody'] }))).toMatchObject({ exitCode: 4 })
    expect(world.platform.calls).toEqual([])
  })
})
