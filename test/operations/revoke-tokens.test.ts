import { describe, expect, test } from 'vitest'
import { InvalidInput, RateLimited, StoreUnavailable } from '../../src/domain/errors.ts'
import { type RevokeTokensRequest, revokeTokens } from '../../src/operations/revoke-tokens.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, livingIds, storedFor, type World, worldInCi, worldSignedIn } from './world.ts'

const nothing = { references: [], expired: false, allButCurrent: false, dryRun: false, yes: true }
const revoke = (world: World, request: Partial<RevokeTokensRequest>) =>
  revokeTokens({ ...nothing, ...request }, world)
const outcomes = async (world: World, request: Partial<RevokeTokensRequest>) =>
  (await revoke(world, request)).map(({ token, outcome }) => `${token.id} ${outcome}`)

describe('revoking', () => {
  test('asks for the end, reads back that it came, then forgets secret and record', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 revoked'])
    expect(world.events.lines).toEqual(['list as 1', 'revoke 2 as 1', 'list as 1'])
    expect([livingIds(world), storedFor(world, 'ci-main')]).toEqual([['1'], undefined])
    expect(world.tokenRecords.held.has('2')).toBe(false)
  })

  test('a token twice is once', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await outcomes(world, { references: ['ci-main', '2'] })).toEqual(['2 revoked'])
  })

  test('a token that the platform does not list is ended all the same, for a list may lag, and forgotten', async () => {
    const world = worldInCi()
    const { id } = await keep(world, 'ci-main')
    world.platform.drop(id)
    expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 forgotten'])
    expect(world.events.effects).toEqual(['revoke 2 as 1'])
    expect(storedFor(world, 'ci-main')).toBeUndefined()
  })

  test('a token that is not listed keeps its secret where its end was refused: it may live', async () => {
    const world = worldInCi()
    const { id } = await keep(world, 'ci-main')
    world.platform.drop(id)
    world.platform.revokeToken = () => Promise.reject(new RateLimited('too many requests'))
    expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 failed'])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
  })

  test('what the platform takes for no id is forgotten where it is not listed, and only there', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.revokeToken = () => Promise.reject(new InvalidInput('no id'))
    expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 failed'])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
    world.platform.drop('2')
    expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 forgotten'])
  })

  test('an entry that holds another token’s secret by now is left alone', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    const other = freshSecret(77)
    world.secretStore.entries.set('beatpass/default/ci-main', other)
    expect(await outcomes(world, { references: ['2'] })).toEqual(['2 revoked'])
    expect(storedFor(world, 'ci-main')).toBe(other)
    expect(world.secretStore.calls.remove).toBe(0)
  })

  test('other places are named: they hold a dead secret', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'store:', 'file:y')
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation?.warnings).toEqual(['file:y still holds the dead secret of token 2'])
  })

  test('a predecessor past the end that was wished for it is told of: the platform takes it on', async () => {
    const world = worldInCi()
    const { id } = await keep(world, 'ci-main')
    const requestedExpiry = new Date(world.clock.now().getTime() + 3_600_000)
    await world.tokenRecords.put(aRecord(id, 'ci-main', { storedIn: [], requestedExpiry }))
    world.platform.plant('ci-main ~abcdefghij')
    world.clock.advance(7_200_000)
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({
      token: { id: '3' },
      warnings: ["token 2 'ci-main' still works: beatpass tokens revoke 2"],
    })
  })

  test('a successor that another machine made meanwhile is told of: it lives on', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('revoke 2', () => world.platform.plant('ci-main ~abcdefghij'))
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({
      outcome: 'revoked',
      warnings: ["token 3 'ci-main' still works: beatpass tokens revoke 3"],
    })
    expect(livingIds(world)).toEqual(['1', '3'])
  })

  test('what cannot be forgotten is a warning: the token is gone all the same', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.secretStore.fail('remove')
    world.tokenRecords.failing = true
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({
      outcome: 'revoked',
      token: { status: 'revoked', storedIn: ['store:'] },
    })
    expect(revocation?.warnings).toEqual([
      'token 2 is revoked, but its stored secret was not removed: the remove failed, as the test asked',
      'this machine will go on remembering token 2: the records cannot be written',
    ])
  })
})

test('that it may still be remembered is told where nobody can read what is', async () => {
  const world = worldInCi()
  await keep(world, 'ci-main')
  world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
  world.tokenRecords.failing = true
  const [revocation] = await revoke(world, { references: ['2'] })
  expect(revocation).toMatchObject({ outcome: 'revoked' })
  expect(revocation?.warnings).toContain(
    'this machine will go on remembering token 2: the records cannot be written',
  )
})

describe('the credential in use', () => {
  test('can be revoked: that it is rejected afterwards confirms it', async () => {
    const world = worldInCi()
    expect(await outcomes(world, { references: ['1'] })).toEqual(['1 revoked'])
    expect(world.events.lines).toEqual(['list as 1', 'revoke 1 as 1', 'list as 1'])
  })

  test('goes last, and does not vouch for the others', async () => {
    const world = worldInCi()
    world.platform.plant('ci-main')
    world.platform.faults.set('ghost-revoke', 2)
    expect(await outcomes(world, { references: ['1', '2'] })).toEqual(['1 revoked', '2 failed'])
    expect(world.events.effects).toEqual(['revoke 2 as 1', 'revoke 2 as 1', 'revoke 1 as 1'])
    expect(livingIds(world)).toEqual(['2'])
  })

  test('as a session is forgotten with its profile', async () => {
    const world = worldSignedIn()
    expect(await outcomes(world, { references: ['1'] })).toEqual(['1 revoked'])
    expect(world.secretStore.entries.size).toBe(0)
    expect(world.profiles.held.get('default')?.session).toBeUndefined()
  })

  test('that dies meanwhile is named as what was rejected', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('revoke', () => world.platform.drop('1'))
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({ outcome: 'failed' })
    expect(revocation?.error?.message).toBe('the platform rejects the credential from BEATPASS_TOKEN')
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
  })
})

describe('a platform that says yes and does nothing', () => {
  test('is asked once more, then not believed: nothing is forgotten', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.faults.set('ghost-revoke', 2)
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({ outcome: 'failed', error: { exitCode: 9 } })
    expect(revocation?.error?.hint).toBe('revoke what is left again, by its id: beatpass tokens revoke 2')
    expect(revocation?.error?.message).toBe("the platform still lists token 2 'ci-main'")
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
    expect(world.tokenRecords.held.has('2')).toBe(true)
  })

  test('once only is asked again and believed', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.faults.set('ghost-revoke')
    expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 revoked'])
  })
})

describe('what one runs into does not stop the others', () => {
  test.each([
    ['revoke-answer-lost', '2 revoked'],
    ['revoke-fails', '2 revoked'],
    ['rate-limited', '2 failed'],
  ] as const)('%s: %s', async (fault, outcome) => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    await keep(world, 'ci-other')
    world.events.before('revoke 2', () => world.platform.faults.set(fault))
    const references = ['ci-main', 'ci-other']
    expect(await outcomes(world, { references })).toEqual([outcome, '3 revoked'])
  })

  test('a list that cannot be read leaves it open, and nothing is forgotten', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('revoke 2', () => world.platform.faults.set('list-fails'))
    const [revocation] = await revoke(world, { references: ['ci-main'] })
    expect(revocation).toMatchObject({ outcome: 'failed', error: { exitCode: 9 } })
    expect(revocation?.error?.message).toBe(
      'whether token 2 is gone could not be read: memory: the list fails',
    )
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
  })

  test('a refusal keeps its own words when the list fails as well', async () => {
    const world = worldInCi()
    world.platform.plant('ci-main')
    world.events.before('revoke 2', () => world.platform.faults.set('rate-limited', 2))
    const [revocation] = await revoke(world, { references: ['2'] })
    expect(revocation?.error).toMatchObject({ code: 'rate_limited' })
  })

  test('but an unknown reference does, before anything is sent', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await failureOf(revoke(world, { references: ['ci-main', 'nobody'] }))).toMatchObject({
      exitCode: 4,
    })
    expect(world.events.effects).toEqual([])
  })

  test('a bug is told as a bug, wherever it is', async () => {
    const bug = () => {
      throw new TypeError('a bug')
    }
    for (const plan of [
      (world: World) => world.events.before('revoke', bug),
      (world: World) => world.events.before('revoke', () => world.events.before('list', bug)),
      (world: World) => world.secretStore.fail('read', new TypeError('a bug')),
    ]) {
      const world = worldInCi()
      await keep(world, 'ci-main')
      plan(world)
      await expect(revoke(world, { references: ['2'] })).rejects.toThrow(TypeError)
    }
  })
})

test('a platform that keeps revoked tokens in its list is believed, and they are not revoked again', async () => {
  const world = worldInCi()
  await keep(world, 'ci-main')
  const list = world.platform.listTokens.bind(world.platform)
  world.platform.listTokens = async credential => {
    const listed = await list(credential)
    const kept = { ...listed.tokens[0], id: '2', name: 'ci-main', revoked: true } as const
    const gone = !listed.tokens.some(({ id }) => id === '2')
    return gone ? { ...listed, tokens: [...listed.tokens, kept as (typeof listed.tokens)[0]] } : listed
  }
  expect(await outcomes(world, { references: ['ci-main'] })).toEqual(['2 revoked'])
  expect(await outcomes(world, { allButCurrent: true })).toEqual([])
})
