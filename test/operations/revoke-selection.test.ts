import { describe, expect, test } from 'vitest'
import { parseSpan } from '../../src/domain/expiry.ts'
import { type RevokeTokensRequest, revokeTokens } from '../../src/operations/revoke-tokens.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, livingIds, storedFor, type World, worldInCi, worldSignedIn } from './world.ts'

const nothing = { references: [], expired: false, allButCurrent: false, dryRun: false, yes: true }
const revoke = (world: World, request: Partial<RevokeTokensRequest>) =>
  revokeTokens({ ...nothing, ...request }, world)
const outcomes = async (world: World, request: Partial<RevokeTokensRequest>) =>
  (await revoke(world, request)).map(({ token, outcome }) => `${token.id} ${outcome}`)
const daysAgo = (world: World, days: number) => new Date(world.clock.now().getTime() - days * 86_400_000)

describe('selections', () => {
  test('those that have ended', async () => {
    const world = worldInCi()
    world.platform.plant('old', { createdAt: daysAgo(world, 91) })
    world.platform.plant('young')
    await world.tokenRecords.put(aRecord('9', 'missing', { createdAt: daysAgo(world, 99) }))
    expect(await outcomes(world, { expired: true })).toEqual(['2 revoked'])
  })

  test('those not used for so long; never used counts from creation, the session never', async () => {
    const world = worldSignedIn()
    world.settings.environmentToken = world.platform.plant('in use').secret
    const used = world.platform.plant('used', { createdAt: daysAgo(world, 60) })
    await world.platform.listTokens(used.secret)
    world.platform.plant('unused', { createdAt: daysAgo(world, 60) })
    world.clock.advance(31 * 86_400_000)
    const unusedFor = parseSpan('30d')
    expect(await outcomes(world, { unusedFor: parseSpan('60d'), dryRun: true })).toEqual(['4 would-revoke'])
    expect(await outcomes(world, { unusedFor })).toEqual(['3 revoked', '4 revoked'])
  })

  test('a token of which nobody says when it was used or made is not taken for unused', async () => {
    const world = worldInCi()
    const list = world.platform.listTokens.bind(world.platform)
    world.platform.plant('ageless')
    world.platform.listTokens = async credential => {
      const { tokens, ...rest } = await list(credential)
      return { ...rest, tokens: tokens.map(token => ({ ...token, createdAt: null, lastUsedAt: null })) }
    }
    expect(await outcomes(world, { unusedFor: parseSpan('12h') })).toEqual([])
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  test('the credential in use is never unused, whatever the platform says of it', async () => {
    const world = worldInCi()
    const list = world.platform.listTokens.bind(world.platform)
    world.platform.plant('unused', { createdAt: daysAgo(world, 60) })
    world.platform.listTokens = async credential => {
      const { tokens, ...rest } = await list(credential)
      const createdAt = daysAgo(world, 60)
      return { ...rest, tokens: tokens.map(token => ({ ...token, createdAt, lastUsedAt: null })) }
    }
    expect(await outcomes(world, { unusedFor: parseSpan('30d') })).toEqual(['2 revoked'])
  })

  test('one that the platform does not list is none of the others: a list may lag', async () => {
    const world = worldInCi()
    const { id } = await keep(world, 'ci-main')
    world.platform.drop(id)
    expect(await outcomes(world, { allButCurrent: true })).toEqual([])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe(id)
  })

  test('all but the current, together with names', async () => {
    const world = worldInCi()
    await keep(world, 'one')
    await keep(world, 'two')
    expect(await outcomes(world, { references: ['two'], allButCurrent: true })).toEqual([
      '3 revoked',
      '2 revoked',
    ])
    expect(livingIds(world)).toEqual(['1'])
  })

  test('nothing to revoke is nothing sent', async () => {
    const world = worldInCi()
    expect(await revoke(world, { expired: true })).toEqual([])
    expect(world.events.lines).toEqual(['list as 1'])
  })

  test('a dry run tells and changes nothing', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await outcomes(world, { references: ['ci-main'], dryRun: true, yes: false })).toEqual([
      '2 would-revoke',
    ])
    expect(world.events.lines).toEqual(['list as 1'])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
  })
})

describe('a yes', () => {
  test('is needed before any request where nobody can be asked', async () => {
    const world = worldInCi()
    const error = await failureOf(revoke(world, { references: ['1'], yes: false }))
    expect(error).toMatchObject({ code: 'input_required', exitCode: 2, hint: '--yes' })
    expect(world.platform.calls).toEqual([])
  })

  test.each([
    [1, "Revoke token 2 'one'?"],
    [2, "Revoke 2 tokens: 2 'one', 3 'two'?"],
  ])('is asked for with the names of %i', async (count, question) => {
    const terminal = new MemoryTerminal({ answers: [true] })
    const world = worldInCi({ terminal })
    const references = ['one', 'two'].slice(0, count)
    for (const label of references) await keep(world, label)
    await revoke(world, { references, yes: false })
    expect(terminal.questions).toEqual([question])
    expect(livingIds(world)).toEqual(['1'])
  })

  test('names twenty, and how many more', async () => {
    const terminal = new MemoryTerminal({ answers: [false] })
    const world = worldInCi({ terminal })
    for (let at = 2; at <= 23; at++) world.platform.plant(`token ${at}`)
    await failureOf(revoke(world, { allButCurrent: true, yes: false }))
    expect(terminal.questions[0]).toMatch(/^Revoke 22 tokens: 2 'token 2', .*21 'token 21', and 2 more\?$/)
    expect(livingIds(world)).toHaveLength(23)
  })

  test('refused leaves everything as it is', async () => {
    const world = worldInCi({ terminal: new MemoryTerminal({ answers: [false] }) })
    await keep(world, 'one')
    const error = await failureOf(revoke(world, { references: ['one'], yes: false }))
    expect(error).toMatchObject({ exitCode: 130, message: 'nothing was revoked' })
    expect(world.events.effects).toEqual([])
  })

  test('is not asked for where there is nothing to revoke', async () => {
    const world = worldInCi({ terminal: new MemoryTerminal({ answers: [true] }) })
    expect(await revoke(world, { expired: true, yes: false })).toEqual([])
    expect(world.terminal.questions).toEqual([])
  })
})

test('all but the current needs to know which is the current', async () => {
  const world = worldInCi()
  await keep(world, 'ci-main')
  const bare = freshSecret('x')
  const list = world.platform.listTokens.bind(world.platform)
  const inUse = world.settings.environmentToken
  world.platform.listTokens = credential => list(credential.equals(bare) && inUse ? inUse : credential)
  world.settings.environmentToken = bare
  const error = await failureOf(revoke(world, { allButCurrent: true }))
  expect(error).toMatchObject({ exitCode: 5 })
  expect(world.events.effects).toEqual([])
  expect(await outcomes(world, { references: ['ci-main'], dryRun: true })).toEqual(['2 would-revoke'])
})
