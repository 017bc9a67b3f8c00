import { describe, expect, test } from 'vitest'
import { checkTokens } from '../../src/operations/check-tokens.ts'
import { createToken } from '../../src/operations/create-token.ts'
import { finishRotations } from '../../src/operations/finish-rotations.ts'
import { knownTokens } from '../../src/operations/known-tokens.ts'
import { revokeTokens } from '../../src/operations/revoke-tokens.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { showToken } from '../../src/operations/show-token.ts'
import { listed } from './listed.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, livingIds, storedFor, storeOnly, type World, worldInCi, worldSignedIn } from './world.ts'

/** Signed in as the first account, with a token of it that is kept; acts with `BEATPASS_TOKEN` of the second one. */
async function actingAsAnother() {
  const world = worldSignedIn()
  const { secret } = await keep(world, 'ci-main')
  world.settings.environmentToken = world.platform.plant('theirs', { accountId: 2 }).secret
  return { world, secret }
}

const references = ['ci-main']
const all = { references, expired: false, allButCurrent: false, dryRun: false, yes: true }
const uses: Record<string, (world: World) => Promise<unknown>> = {
  revoke: world => revokeTokens(all, world),
  'revoke --expired': world => revokeTokens({ ...all, references: [], expired: true }, world),
  rotate: world => rotateTokens({ references, destinations: [], dryRun: false }, world),
  'rotate --compromised': world =>
    rotateTokens({ references, destinations: [], dryRun: false, compromised: true }, world),
  finish: world => finishRotations({ references: [], destinations: [], dryRun: false }, world),
  create: world => createToken({ label: 'ci-new', destinations: storeOnly }, world),
  list: world => listed({ sort: 'created' }, world),
  'list --sort none': world => listed({ sort: 'none' }, world),
  check: world => checkTokens(world),
  show: world => showToken('ci-main', world),
}

describe('with the credential of another account than the profile keeps tokens of', () => {
  test.each(Object.keys(uses))('%s is refused, and nothing is changed', async name => {
    const { world, secret } = await actingAsAnother()
    const living = livingIds(world)
    const error = await failureOf(Promise.resolve(uses[name]?.(world)))
    expect(error).toMatchObject({ code: 'invalid_input', exitCode: 2 })
    expect(error.message).toContain(
      'keeps tokens of dev@beatpass.test, and the credential is of other@beatpass.test',
    )
    expect(world.platform.calls.map(({ verb }) => verb)).toEqual(['list'])
    expect(livingIds(world)).toEqual(living)
    expect(storedFor(world, 'ci-main')?.equals(secret)).toBe(true)
    expect(world.tokenRecords.held.size).toBe(1)
  })

  test('a list whose pages do not say whose they are is asked for that only when something is missing', async () => {
    const { world } = await actingAsAnother()
    world.platform.tokenPages = async function* (credential) {
      const { tokens, serverTime } = await this.listTokens(credential)
      yield { tokens, serverTime }
    }
    await expect(listed({ sort: 'created' }, world)).rejects.toThrow('keeps tokens of dev@beatpass.test')
    expect(world.platform.calls).toHaveLength(2)
    world.tokenRecords.held.clear()
    expect((await listed({ sort: 'created' }, world)).tokens).toMatchObject([{ name: 'theirs' }])
    expect(world.platform.calls).toHaveLength(3)
  })

  test('a profile that keeps nothing is used as before', async () => {
    const world = worldSignedIn()
    const { session: _, ...signedOut } = world.settings.profile
    world.settings.profile = signedOut
    world.settings.environmentToken = world.platform.plant('theirs', { accountId: 2 }).secret
    expect((await listed({ sort: 'created' }, world)).tokens).toMatchObject([{ name: 'theirs' }])
    expect((await knownTokens(world)).tokens).toHaveLength(1)
  })
})

describe('a profile that is used with BEATPASS_TOKEN alone', () => {
  const create = (world: World) => createToken({ label: 'ci-main', destinations: storeOnly }, world)

  test('is tied to the account with the first record', async () => {
    const world = worldInCi()
    await create(world)
    expect(world.profiles.held.get('default')).toMatchObject({ account: { id: '1' } })
    world.settings.environmentToken = world.platform.plant('theirs', { accountId: 2 }).secret
    await expect(revokeTokens(all, world)).rejects.toThrow('keeps tokens of dev@beatpass.test')
    expect(storedFor(world, 'ci-main')).toBeDefined()
  })

  test('and was stored without one: by the next record, its other settings untouched', async () => {
    const world = worldInCi()
    const stored = { ...world.settings.profile, environment: 'live' }
    world.profiles.held.set('default', stored)
    await keep(world, 'ci-old')
    await create(world)
    expect(world.profiles.held.get('default')).toMatchObject({ ...stored, account: { id: '1' } })
  })

  test('is not tied where what it keeps may be of somebody else', async () => {
    const world = worldInCi()
    await world.tokenRecords.put(aRecord('77', 'ci-old'))
    await create(world)
    expect(world.profiles.held.get('default')).not.toHaveProperty('account')
    const { session } = worldSignedIn().settings.profile
    const beside = worldInCi()
    beside.settings.profile = { ...beside.settings.profile, ...(session && { session }) }
    expect((await knownTokens(beside)).account).toBeNull()
  })

  test('keeps the account that it has', async () => {
    const world = worldSignedIn()
    await create(world)
    expect(world.profiles.calls.write).toBe(0)
  })
})
