import { describe, expect, test } from 'vitest'
import { AnswerNotUnderstood, StoreUnavailable } from '../../src/domain/errors.ts'
import { parseMoment } from '../../src/domain/expiry.ts'
import { checkTokens } from '../../src/operations/check-tokens.ts'
import { sortFields } from '../../src/operations/held-list.ts'
import { type ListTokensRequest, listTokens as listTokensInPages } from '../../src/operations/list-tokens.ts'
import { showToken } from '../../src/operations/show-token.ts'
import { listed as listTokens, shownIn } from './listed.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, type World, worldInCi, worldSignedIn } from './world.ts'

const daysAgo = (world: World, days: number) => new Date(world.clock.now().getTime() - days * 86_400_000)

/** Tokens 2 to 5: used, ending soon, ended, and one that is missing from the platform. */
async function populated() {
  const world = worldInCi()
  const { secret } = world.platform.plant('Zebra', { createdAt: daysAgo(world, 3) })
  await world.platform.listTokens(secret)
  world.platform.plant('apple', { createdAt: daysAgo(world, 80) })
  world.platform.plant('mango', { createdAt: daysAgo(world, 91) })
  await world.tokenRecords.put(aRecord('5', 'lost-one', { createdAt: daysAgo(world, 1) }))
  const ids = async (request: Partial<ListTokensRequest> = {}) =>
    (await listTokens({ sort: 'created', ...request }, world)).tokens.map(({ id }) => id)
  return { ...world, ids }
}

describe('the list', () => {
  test.each([
    ['created', ['1', '5', '2', '3', '4']],
    ['name', ['2', '3', '1', '5', '4']],
    ['expires', ['4', '3', '2', '5', '1']],
    ['used', ['2', '1', '5', '4', '3']],
  ] as const)('sorted by %s', async (sort, ids) => {
    expect(await (await populated()).ids({ sort })).toEqual(ids)
    expect(sortFields).toContain(sort)
  })

  test('ties go to the larger id, by number and not by text', async () => {
    const world = worldInCi()
    for (let at = 2; at <= 11; at++) world.platform.plant('same')
    world.platform.facts = { ...world.platform.facts, lifetimeDays: null }
    for (const sort of sortFields) {
      const { tokens } = await listTokens({ sort, nameContains: 'same' }, world)
      expect(tokens.map(({ id }) => id)).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2'])
    }
  })

  test('filtered by a part of the name or the label, letter case aside', async () => {
    const { ids, tokenRecords } = await populated()
    expect(await ids({ nameContains: 'ZEB' })).toEqual(['2'])
    expect(await ids({ nameContains: 'nothing' })).toEqual([])
    await tokenRecords.put(aRecord('3', 'called-otherwise'))
    expect(await ids({ nameContains: 'otherwise' })).toEqual(['3'])
  })

  test('filtered by status, limited, and with another idea of soon', async () => {
    const { ids } = await populated()
    expect(await ids({ status: 'expired' })).toEqual(['4'])
    expect(await ids({ status: 'missing' })).toEqual(['5'])
    expect(await ids({ status: 'expiring' })).toEqual(['3'])
    expect(await ids({ status: 'expiring', within: parseMoment('5d') })).toEqual([])
    expect(await ids({ status: 'expiring', within: parseMoment('2027-01-01') })).toEqual(['1', '2', '3'])
    expect(await ids({ limit: 2 })).toEqual(['1', '5'])
  })

  test('tells the session from foreign tokens', async () => {
    const { tokens } = await listTokens({ sort: 'created' }, worldSignedIn())
    expect(tokens).toMatchObject([{ id: '1', storedIn: ['session'] }])
  })

  test('goes by the platform’s clock, and by ours where it sends none', async () => {
    const world = worldInCi()
    world.clock.advance(900)
    expect((await listTokens({ sort: 'created' }, world)).now).toEqual(new Date('2026-03-01T12:00:00Z'))
    world.platform.faults.set('no-date')
    expect((await listTokens({ sort: 'created' }, world)).now).toEqual(world.clock.now())
  })

  test('works without records: a remark says that they cannot be read', async () => {
    const world = worldInCi()
    world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
    expect((await listTokens({ sort: 'created' }, world)).tokens).toHaveLength(1)
    expect(world.terminal.notes).toEqual([
      'warning: what this machine remembers cannot be read: no permission',
    ])
    world.tokenRecords.all = () => Promise.reject(new TypeError('a bug'))
    await expect(listTokens({ sort: 'created' }, world)).rejects.toThrow(TypeError)
  })
})

describe('a credential', () => {
  test.each([
    [worldInCi, 'the credential from BEATPASS_TOKEN', 'unset it to use the stored session'],
    [worldSignedIn, "the credential from the session of profile 'default' (memory)", 'beatpass login'],
  ])('that has ended is named, with where it came from: %o', async (start, name, way) => {
    const world = start()
    world.clock.advance(90 * 86_400_000)
    const error = await failureOf(listTokens({ sort: 'created' }, world))
    expect(error).toMatchObject({ code: 'credential_rejected', exitCode: 3 })
    expect(error.message).toBe(`the platform rejects ${name}`)
    expect(error.hint).toContain(way)
  })

  test('that is in the store no more is not asked with', async () => {
    const world = worldSignedIn()
    world.secretStore.entries.clear()
    const error = await failureOf(listTokens({ sort: 'created' }, world))
    expect(error).toMatchObject({ code: 'not_signed_in', hint: 'beatpass login' })
    expect(error.message).toContain('is not in memory any more')
    expect(world.platform.calls).toEqual([])
  })

  test('in the environment wins over the session, whose store is not even opened', async () => {
    const world = worldSignedIn()
    world.settings.environmentToken = world.platform.plant('from the environment').secret
    await listTokens({ sort: 'created' }, world)
    expect(world.events.lines).toEqual(['list as 2'])
    expect(world.secretStore.calls.read).toBe(0)
  })

  test('is not blamed for what the platform answers', async () => {
    const world = worldInCi()
    world.platform.interpose = () => {
      throw new AnswerNotUnderstood('HTML instead of JSON')
    }
    expect((await failureOf(listTokens({ sort: 'created' }, world))).message).toBe('HTML instead of JSON')
  })
})

describe('check', () => {
  test('finds what ends soon, soonest first, and what ended while we hold it', async () => {
    const world = await populated()
    const check = async (within?: string) =>
      (
        await shownIn(
          (await checkTokens(world, within === undefined ? undefined : parseMoment(within))).pages(),
        )
      ).tokens.map(({ id }) => id)
    expect(await check()).toEqual(['3'])
    expect(await check('5d')).toEqual([])
    expect(await check('88d')).toEqual(['3', '2'])
    await world.tokenRecords.put(aRecord('4', 'mango'))
    expect(await check()).toEqual(['4', '3'])
  })

  test('does not count predecessors in their grace period', async () => {
    const world = worldInCi()
    world.platform.plant('ci-main', { createdAt: daysAgo(world, 85) })
    world.platform.plant('ci-main ~abcdefghij')
    expect(await checkTokens(world)).toMatchObject({ size: 0 })
  })
})

describe('show', () => {
  test('finds one token by id, name or label', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    for (const reference of ['2', 'ci-main'])
      expect(await showToken(reference, world)).toMatchObject({ token: { id: '2', storedIn: ['store:'] } })
  })

  test('refuses what means none or several', async () => {
    const world = worldInCi()
    world.platform.plant('twin')
    world.platform.plant('twin')
    expect(await failureOf(showToken('nobody', world))).toMatchObject({
      code: 'token_not_found',
      exitCode: 4,
    })
    const error = await failureOf(showToken('twin', world))
    expect(error).toMatchObject({ code: 'token_ambiguous', exitCode: 4 })
    expect(error.message).toContain('2, 3')
  })
})

describe('as they come', () => {
  test('tokens keep the platform’s order, and what is missing comes last', async () => {
    const { ids } = await populated()
    expect(await ids({ sort: 'none' })).toEqual(['1', '2', '3', '4', '5'])
    expect(await ids({ sort: 'none', status: 'missing' })).toEqual(['5'])
    expect(await ids({ sort: 'none', nameContains: 'A' })).toEqual(['2', '3', '4'])
    expect(await ids({ sort: 'none', limit: 5 })).toEqual(['1', '2', '3', '4', '5'])
  })

  test('each page is given before the next one is asked for, and none after the limit', async () => {
    const world = worldInCi()
    for (let at = 2; at <= 9; at++) world.platform.plant(`token ${at}`)
    const given: string[] = []
    const pages = world.platform.tokenPages.bind(world.platform)
    world.platform.tokenPages = async function* (credential) {
      for await (const page of pages(credential)) {
        given.push(`asked ${page.tokens.map(({ id }) => id)}`)
        yield page
      }
    }
    for await (const { tokens } of listTokensInPages({ sort: 'none', limit: 3 }, world))
      given.push(`shown ${tokens.map(({ id }) => id)}`)
    expect(given).toEqual(['asked 1,2', 'shown 1,2', 'asked 3,4', 'shown 3'])
  })

  test('a predecessor is known by a successor that came before it, or by our record', async () => {
    const world = worldInCi()
    const { id } = world.platform.plant('ci-main')
    world.platform.plant('ci-main ~abcdefghij')
    const statuses = async (sort: ListTokensRequest['sort']) =>
      (await listTokens({ sort, nameContains: 'ci-main' }, world)).tokens.map(({ status }) => status)
    expect(await statuses('created')).toEqual(['active', 'rotating'])
    world.platform.tokenPages = async function* (credential) {
      const { tokens, serverTime } = await this.listTokens(credential)
      for (const token of tokens) yield { tokens: [token], serverTime }
    }
    expect(await statuses('none')).toEqual(['active', 'active'])
    await world.tokenRecords.put(aRecord(id, 'ci-main', { graceEndsAt: world.clock.now() }))
    expect(await statuses('none')).toEqual(['rotating', 'active'])
  })
})

test('a whole list is read before any of it is shown, and then in pages', async () => {
  const world = worldInCi()
  for (let at = 2; at <= 400; at++) world.platform.plant(`token ${at}`)
  const sizes: number[] = []
  for await (const { tokens } of listTokensInPages({ sort: 'used' }, world)) sizes.push(tokens.length)
  expect(sizes.length).toBeGreaterThan(2)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(400)
})
