import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import { parseMoment } from '../../src/domain/expiry.ts'
import { howToEnd, howToRevoke, howToRotate } from '../../src/operations/by-page.ts'
import { checkTokens } from '../../src/operations/check-tokens.ts'
import { knownTokens } from '../../src/operations/known-tokens.ts'
import { refuseUnlessRotates } from '../../src/operations/refuse-unless-rotates.ts'
import { showToken } from '../../src/operations/show-token.ts'
import { listed, shownIn } from './listed.ts'
import { listsOnPage, nuwebPage } from './page-world.ts'
import { aRecord } from './records.ts'
import { failureOf, newWorld, worldSignedIn } from './world.ts'

const endsOn = (day: string) => ({ requestedExpiry: new Date(`${day}T00:00:00Z`) })

describe('where the page alone lists tokens, what this machine remembers is the list', () => {
  test('without a session: nobody is asked', async () => {
    const world = listsOnPage(newWorld())
    await world.tokenRecords.put(aRecord('7', 'ci-main', endsOn('2026-03-05')))
    await world.tokenRecords.put(aRecord('8', 'ci-other'))
    const { tokens, now } = await listed({ sort: 'none' }, world)
    expect(tokens).toMatchObject([
      { id: '7', label: 'ci-main', status: 'expiring', storedIn: ['store:'] },
      { id: '8', label: 'ci-other', status: 'active', expiresAt: null },
    ])
    expect(now).toEqual(world.clock.now())
    expect(await showToken('ci-other', world)).toMatchObject({ token: { id: '8' }, now })
    expect([world.platform.calls, world.secretStore.calls.read]).toEqual([[], 0])
  })

  test('and what ends soon is told from it', async () => {
    const world = listsOnPage(newWorld())
    await world.tokenRecords.put(aRecord('7', 'ci-main', endsOn('2026-03-05')))
    await world.tokenRecords.put(aRecord('8', 'ci-other', endsOn('2026-06-01')))
    const ids = async (within?: string) =>
      (
        await shownIn((await checkTokens(world, within ? parseMoment(within) : undefined)).pages())
      ).tokens.map(({ id }) => id)
    expect(await ids()).toEqual(['7'])
    expect(await ids('1d')).toEqual([])
    expect(await ids('1y')).toEqual(['7', '8'])
    expect(world.platform.calls).toEqual([])
  })

  test('records that cannot be read are a remark', async () => {
    const world = listsOnPage(newWorld())
    world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
    expect((await listed({ sort: 'none' }, world)).tokens).toEqual([])
    expect(world.terminal.notes).toEqual([
      `Nuweb lists tokens on its web page only: these are kept here, all are at ${nuwebPage}`,
      'warning: what this machine remembers cannot be read: no permission',
    ])
  })

  test('a session’s own token is in it, once, under its name', async () => {
    const world = listsOnPage(worldSignedIn())
    const { session } = world.settings.profile
    await world.tokenRecords.put(aRecord('1', 'kept as well'))
    await world.tokenRecords.put(aRecord('7', 'ci-main'))
    const shown = async () =>
      (await listed({ sort: 'none' }, world)).tokens.map(({ id, name, storedIn }) => [id, name, storedIn])
    expect(await shown()).toEqual([
      ['1', 'beatpass cli on laptop zzzzzzzzzz', ['session']],
      ['7', 'ci-main', ['store:']],
    ])
    if (session) world.settings.profile = { ...world.settings.profile, session: { ...session, name: '' } }
    expect((await shown())[0]).toEqual(['1', 'session', ['session']])
    if (session) world.settings.profile = { ...world.settings.profile, session: { ...session, id: null } }
    expect(await shown()).toEqual([
      ['1', 'kept as well', ['store:']],
      ['7', 'ci-main', ['store:']],
    ])
  })

  test('whoever acts needs the credential all the same, and sends nothing with it yet', async () => {
    const world = listsOnPage(worldSignedIn())
    await world.tokenRecords.put(aRecord('7', 'ci-main', endsOn('2026-06-01')))
    const known = await knownTokens(world, parseMoment('1y'))
    expect(known).toMatchObject({
      tokens: [{ id: '1' }, { id: '7', status: 'expiring' }],
      list: { tokens: [{ id: '1' }, { id: '7' }], serverTime: null },
      records: [{ id: '7' }],
      recordsFailure: undefined,
      credential: { kind: 'session' },
      now: world.clock.now(),
    })
    expect(world.platform.calls).toEqual([])
    expect(await failureOf(knownTokens(listsOnPage(newWorld())))).toMatchObject({ code: 'not_signed_in' })
  })
})

describe('hints', () => {
  test('lead to the page where that is the way', () => {
    const { platform } = listsOnPage(newWorld())
    expect(howToRevoke('7', platform)).toBe(`delete it at ${nuwebPage}`)
    expect(howToEnd('7', platform)).toBe(`to end it, delete it at ${nuwebPage}`)
    expect(howToRotate('ci-main', platform)).toBe("beatpass tokens rotate 'ci-main' --web")
  })

  test('lead to a command elsewhere', () => {
    const { platform } = newWorld()
    expect(howToRevoke('7', platform)).toBe('beatpass tokens revoke 7')
    expect(howToEnd('7', platform)).toBe('beatpass tokens revoke 7 ends it')
    expect(howToRotate('ci-main', platform)).toBe("beatpass tokens rotate 'ci-main'")
  })
})

test('a rotation by calls alone is refused where a part of it is the page’s, and nowhere else', () => {
  const { platform } = listsOnPage(newWorld())
  expect(() => refuseUnlessRotates(platform)).toThrow(
    expect.objectContaining({
      code: 'not_supported',
      message: 'Nuweb leaves a part of every rotation to its web page',
      hint: `beatpass tokens rotate NAME --web goes through it with ${nuwebPage}`,
    }),
  )
  expect(() => refuseUnlessRotates(newWorld().platform)).not.toThrow()
})
