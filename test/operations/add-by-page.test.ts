import { describe, expect, test } from 'vitest'
import { NotSupported, PlatformUnavailable } from '../../src/domain/errors.ts'
import { fingerprintOf } from '../../src/domain/fingerprint.ts'
import { Secret } from '../../src/domain/secret.ts'
import { addToken } from '../../src/operations/add-token.ts'
import { verifyToken } from '../../src/operations/verify-token.ts'
import { knowsByMark, listsOnPage, markless, nuwebPage } from './page-world.ts'
import { aRecord, keep } from './records.ts'
import { failureOf, newWorld, storedFor, type World } from './world.ts'

const add = (world: World, secret: Secret, label = 'ci-main') => addToken({ label, secret }, world)

/** A platform that knows values by a mark of ours, and says of each value that it lives. */
function marking() {
  const world = knowsByMark(newWorld())
  const account = { id: '1', name: 'Dev', email: null }
  world.platform.listTokens = async () => ({ account, tokens: [], serverTime: null, partial: true })
  return world
}

describe('where the page alone lists tokens', () => {
  test('a pasted one is asked who it is, and that it is not listed is no remark', async () => {
    const world = listsOnPage(newWorld())
    const { secret } = world.platform.plant('made on the page')
    const { token, warnings } = await add(world, secret)
    expect(token).toMatchObject({ id: '1', name: 'ci-main', createdAt: null, storedIn: ['store:'] })
    expect(warnings).toEqual([])
    expect(world.events.lines).toEqual(['probe store:', 'observe store:', 'list as 1', 'write store:'])
    expect(storedFor(world, 'ci-main')).toBe(secret)
  })

  test('without any call to ask with it is stored unasked, and says so', async () => {
    const world = listsOnPage(newWorld())
    world.platform.listTokens = () => Promise.reject(new NotSupported('there is no such call'))
    const { secret } = world.platform.plant('made on the page')
    expect((await add(world, secret)).warnings).toEqual(['it was stored without asking Nuweb about it'])
    expect(storedFor(world, 'ci-main')).toBe(secret)
  })

  test('nothing is stored where the call is missing though it should list, or fails', async () => {
    const world = newWorld()
    const { secret } = world.platform.plant('made on the page')
    for (const error of [new NotSupported('no such call'), new PlatformUnavailable('down')]) {
      world.platform.listTokens = () => Promise.reject(error)
      expect(await failureOf(add(world, secret))).toBe(error)
    }
    expect([world.secretStore.calls.write, world.tokenRecords.calls.put]).toEqual([0, 0])
  })

  test('a label that a remembered token has is taken, and the way out is the page', async () => {
    const world = listsOnPage(newWorld())
    await world.tokenRecords.put(aRecord('77', 'ci-main', { storedIn: ['file:y'] }))
    const { secret } = world.platform.plant('made on the page')
    const error = await failureOf(add(world, secret))
    expect(error).toMatchObject({ code: 'name_taken', exitCode: 4 })
    expect(error.hint).toContain(`delete it at ${nuwebPage} first`)
    expect(world.secretStore.calls.write).toBe(0)
  })

  test('the stored secret is verified by itself: the token is what we remember of it', async () => {
    const world = listsOnPage(newWorld())
    await keep(world, 'ci-main')
    expect(await verifyToken('ci-main', world)).toMatchObject({
      alive: true,
      account: { name: 'Dev' },
      token: { id: '1', label: 'ci-main', status: 'active' },
    })
    world.tokenRecords.held.clear()
    expect(await verifyToken('ci-main', world)).toMatchObject({ alive: true, token: null })
  })

  test('a dead stored secret is to be rotated on the page', async () => {
    const world = listsOnPage(newWorld())
    world.platform.drop((await keep(world, 'ci-main')).id)
    const error = await failureOf(verifyToken('ci-main', world))
    expect(error).toMatchObject({ code: 'credential_rejected' })
    expect(error.hint).toContain("beatpass tokens rotate 'ci-main' --web")
  })
})

describe('a value without an id in it', () => {
  test('is kept under a mark of ours', async () => {
    const world = marking()
    const { token } = await add(world, markless('a'))
    expect(token).toMatchObject({ id: fingerprintOf(markless('a')), label: 'ci-main' })
    expect(storedFor(world, 'ci-main')?.reveal()).toBe(markless('a').reveal())
  })

  test('has one label here: a second is refused before anything is stored', async () => {
    const world = marking()
    await add(world, markless('a'))
    const error = await failureOf(add(world, markless('a'), 'ci-other'))
    expect(error).toMatchObject({ exitCode: 2, hint: 'it needs no second name' })
    expect([...world.secretStore.entries.keys()]).toEqual(['beatpass/default/ci-main'])
  })

  test('that is no token of the platform is refused, and not told', async () => {
    const world = marking()
    Object.assign(world.platform, { identify: async () => undefined })
    const error = await failureOf(add(world, new Secret('no such thing')))
    expect(error).toMatchObject({ exitCode: 2, hint: 'copy it again, whole' })
    expect(error.message).toBe("that is not a token's value of Meetzy")
    expect(world.secretStore.calls.write).toBe(0)
  })
})
